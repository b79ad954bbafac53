import { contractOf } from "../src/contract/contract.ts";
import type { Contract } from "../src/model/contract.ts";

const json = (schema: unknown) => ({ "application/json": { schema } });

/** A small provider of notes: what the rules' examples are about. */
export const exampleDocument = {
  openapi: "3.1.0",
  info: { title: "Notes", version: "1" },
  servers: [{ url: "https://notes.example" }],
  security: [{ bearer: [] }],
  paths: {
    "/v1/notes": {
      post: {
        operationId: "createNote",
        requestBody: { required: true, content: json({ $ref: "#/components/schemas/Draft" }) },
        responses: {
          "200": {
            description: "created, by another reading",
            "x-reading-of": "notes-created",
            content: json({ $ref: "#/components/schemas/Note" }),
          },
          "201": {
            description: "created",
            headers: { ETag: { required: true, schema: { type: "string", minLength: 1 } } },
            content: json({ $ref: "#/components/schemas/Note" }),
          },
          "400": {
            description: "refused",
            content: json({ type: "object", required: ["code"], properties: { code: { type: "string" } } }),
          },
          "401": { description: "no credentials", "x-empty": true },
          "503": { description: "unavailable" },
        },
      },
      get: {
        operationId: "listNotes",
        parameters: [
          { in: "query", name: "owner", required: true, schema: { type: "string" } },
          { in: "query", name: "limit", schema: { type: "integer", minimum: 1 } },
        ],
        responses: { "200": { description: "the notes", content: json({ type: "array" }) } },
      },
    },
  },
  components: {
    securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
    schemas: {
      Draft: { type: "object", required: ["text"], properties: { text: { type: "string" } } },
      Note: { type: "object", required: ["id"], properties: { id: { type: "string" }, text: { type: "string" } } },
    },
  },
};

export const exampleContract = (): Contract =>
  contractOf("notes", "specs/notes.openapi.yaml", new Map([["specs/notes.openapi.yaml", exampleDocument]]), {
    pages: [{ id: "notes", title: "Notes", sha256: null, operations: ["createNote", "listNotes"], sections: [] }],
    clauses: [
      {
        id: "notes-created",
        page: "notes",
        section: "Response",
        says: "A note is created with 201.",
        standing: "resolved",
        readings: [
          { from: "Response table", status: "201", chosen: true, why: "The sample shows it." },
          { from: "Introduction", status: "200" },
        ],
        binds: [{ operation: "createNote", status: "201" }],
      },
      {
        id: "notes-echo",
        page: "notes",
        section: "Response",
        says: "The text comes back as it was sent.",
        standing: "stated",
        binds: [
          {
            invariant: {
              operation: ["createNote"],
              left: "$response.body#/text",
              relation: "equals",
              right: "$request.body#/text",
            },
          },
        ],
      },
    ],
  });
