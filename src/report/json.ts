import type { Renderer } from "./renderer.ts";

/** The report as one JSON object, as `schemas/report.schema.json` describes it. */
const json: Renderer = (report) => `${JSON.stringify(report, null, 2)}\n`;

export default json;
