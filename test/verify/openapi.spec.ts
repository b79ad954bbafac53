import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { contractOf } from "../../src/contract/contract.ts";
import { loadDocuments } from "../../src/contract/load.ts";
import type { Contract } from "../../src/model/contract.ts";
import { withImpliedClauses } from "../../src/verify/implied.ts";
import { planOf } from "../../src/verify/plan.ts";
import { type VerifyResult, verify } from "../../src/verify/verification.ts";
import { summary } from "./harness.ts";

const contract = async (name = "library"): Promise<Contract> => {
  const file = new URL(`fixtures/${name}.openapi.yaml`, import.meta.url).pathname;
  const { source, documents } = await loadDocuments(file);
  return withImpliedClauses(contractOf(name, source, documents));
};

interface Book {
  id: number;
  title: string;
  isbn: string;
  genre?: string;
  pages?: number | null;
}

/** A small library that keeps its document; `wrong` names what it does otherwise. */
class Library {
  readonly #books = new Map<number, Book>();
  readonly #wrong: string;
  #last = 0;

  constructor(wrong: string) {
    this.#wrong = wrong;
  }

  answer(method: string, url: string, type: string, text: string): [number, unknown] {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const [, api, books, id] = pathname.split("/");
    if (api !== "api" || books !== "books") return [404, { problem: "no such path" }];
    if (method === "POST" || method === "PATCH") {
      if (!type.startsWith("application/json")) return [415, { problem: "not JSON" }];
      let body: unknown;
      try {
        body = JSON.parse(text);
      } catch {
        return [400, { problem: "malformed" }];
      }
      return id === undefined && method === "POST"
        ? this.#add(body)
        : method === "PATCH" && id !== undefined
          ? this.#change(id, body)
          : [405, { problem: "no" }];
    }
    if (method === "GET" && id === undefined) return this.#list(searchParams);
    if (id === undefined || (method !== "GET" && method !== "DELETE")) return [405, { problem: "no" }];
    if (!/^[1-9]\d*$/.test(id)) return [400, { problem: "id" }];
    const book = this.#books.get(Number(id));
    if (book === undefined) return [404, { problem: "unknown" }];
    if (method === "GET") return [200, this.#wrong === "forgets the title" ? { ...book, title: "Forgotten" } : book];
    if (this.#wrong !== "keeps what is deleted") this.#books.delete(book.id);
    return [204, undefined];
  }

  #fits(body: unknown, needed: readonly string[]): body is Omit<Book, "id"> {
    if (body === null || typeof body !== "object" || Array.isArray(body)) return false;
    const { title, isbn, genre, pages } = body as Partial<Book>;
    if (needed.some((name) => !Object.hasOwn(body, name))) return false;
    if (
      title !== undefined &&
      !(typeof title === "string" && title.length > 0 && (title.length <= 80 || this.#wrong === "takes long titles"))
    )
      return false;
    if (isbn !== undefined && !(typeof isbn === "string" && /^97[89]-[0-9]{10}$/.test(isbn))) return false;
    if (genre !== undefined && !["novel", "poetry"].includes(genre)) return false;
    return pages === undefined || pages === null || (Number.isInteger(pages) && pages >= 1);
  }

  #add(body: unknown): [number, unknown] {
    if (!this.#fits(body, ["title", "isbn"])) return [400, { problem: "invalid" }];
    const { title, isbn, genre, pages } = body;
    const book: Book = {
      id: ++this.#last,
      title,
      isbn,
      ...(genre === undefined ? {} : { genre }),
      ...(pages === undefined ? {} : { pages }),
    };
    this.#books.set(book.id, book);
    return [201, book];
  }

  #change(id: string, body: unknown): [number, unknown] {
    if (!/^[1-9]\d*$/.test(id)) return [400, { problem: "id" }];
    if (!this.#fits(body, []) || Object.keys(body).length === 0) return [400, { problem: "invalid" }];
    const book = this.#books.get(Number(id));
    if (book === undefined) return [404, { problem: "unknown" }];
    const { title, genre } = body;
    Object.assign(book, title === undefined ? {} : { title }, genre === undefined ? {} : { genre });
    return [200, book];
  }

  #list(query: URLSearchParams): [number, unknown] {
    const limit = query.get("limit") ?? "10";
    const genre = query.get("genre");
    if (!/^\d+$/.test(limit) || Number(limit) < 1 || Number(limit) > 50) return [400, { problem: "limit" }];
    if (genre !== null && !["novel", "poetry"].includes(genre)) return [400, { problem: "genre" }];
    return [
      200,
      {
        items: [...this.#books.values()]
          .filter((book) => genre === null || book.genre === genre)
          .slice(0, Number(limit)),
      },
    ];
  }
}

const verifying = async (wrong = ""): Promise<VerifyResult> => {
  const library = new Library(wrong);
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => {
      const [status, body] = library.answer(request.method!, request.url!, request.headers["content-type"] ?? "", text);
      response.writeHead(status, body === undefined ? {} : { "content-type": "application/json" });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
    return await verify(planOf(await contract(), "0"), { baseUrl, credentials: null, allowWrites: true });
  } finally {
    server.close();
    server.closeAllConnections();
  }
};

describe("verify, from an OpenAPI document alone", () => {
  it("plans from examples and schemas and finds nothing wrong with a provider that keeps the document", async () => {
    const { findings, verification } = await verifying();
    expect(summary(findings)).to.deep.equal([]);
    expect(verification.leftovers).to.deep.equal([]);
    const kept = verification.clauses.filter(({ outcome }) => outcome === "kept").map(({ id }) => id);
    expect(kept).to.include.members([
      "library-addBook-operation",
      "library-getBook-reads-back",
      "library-changeBook-merge",
      "library-removeBook-gone",
    ]);
  });

  it("finds a value that is longer than documented and was accepted", async () => {
    const { findings } = await verifying("takes long titles");
    expect(summary(findings)).to.deep.equal([
      "error length-out-of-bounds library.addBook /response/body/title",
      "error length-out-of-bounds library.changeBook /response/body/title",
      "error request-not-refused library.addBook /request/body/title",
      "error request-not-refused library.changeBook /request/body/title",
    ]);
  });

  it("shows the smallest request that still shows a finding, and a line that repeats it", async () => {
    const { findings } = await verifying("takes long titles");
    const { smallest, reproduction, exchange } = findings.find(({ operation }) => operation === "library.addBook")!;
    expect(Object.keys(smallest as object).sort()).to.deep.equal(["isbn", "title"]);
    expect(reproduction).to.match(/^curl -sS -i -X POST .*"\$BASE_URL"\/books$/);
    expect(exchange?.response?.status).to.equal(201);
  });

  it("finds what is not read back, and what is not gone", async () => {
    expect(summary((await verifying("forgets the title")).findings)).to.deep.equal([
      "warning not-read-back library.getBook /response/body/title",
    ]);
    expect(summary((await verifying("keeps what is deleted")).findings)).to.deep.equal([
      "warning not-gone library.getBook /response/status",
    ]);
  });

  it("plans in no time from schemas that refer to themselves, and says what it finds no body for", async () => {
    const start = performance.now();
    const { cases, untried } = planOf(await contract("odd"), "0");
    expect(performance.now() - start).to.be.lessThan(5000);
    expect(untried.map(({ clause, why }) => `${clause}: ${why}`)).to.include(
      "impossible: no body was found that conforms to its schema, and none is documented",
    );
    const ids = cases.map(({ id }) => id);
    expect(ids).to.include.members([
      "POST /trees/sample",
      "putShape/missing:/radius",
      "putShape/exclusiveMinimum:/radius",
    ]);
    const shape = cases.find(({ id }) => id === "putShape/sample")!.steps[0]!.draft;
    expect(Object.keys(shape.headers)).to.include("x-trace");
  });
});
