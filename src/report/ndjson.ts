import type { Renderer } from "./renderer.ts";

/** One finding a line, for tools that read line by line. */
const ndjson: Renderer = ({ findings }) => findings.map((finding) => `${JSON.stringify(finding)}\n`).join("");

export default ndjson;
