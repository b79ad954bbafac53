import type { ApiMedia, ApiResponse } from "./api.ts";

/** Whether a documented status is about success. */
export const isSuccess = (status: string): boolean => /^[23](\d\d|XX)$/.test(status);

const rangeOf = (status: string): string => `${status[0] ?? ""}XX`;

/**
 * What documents a status that the other side documents: the same, the range it is in, a status of the range it is,
 * or `default`.
 */
export const counterpartOf = (status: string, responses: readonly ApiResponse[]): ApiResponse | null => {
  const find = (name: string): ApiResponse | undefined => responses.find((response) => response.status === name);
  const exact = find(status);
  if (exact !== undefined) return exact;
  if (status === "default") return null;
  const inRange = status.endsWith("XX")
    ? responses.find((response) => response.status !== "default" && rangeOf(response.status) === status)
    : find(rangeOf(status));
  return inRange ?? find("default") ?? null;
};

/** The media type that covers another: the same, or the range it is in. */
export const covering = (name: string, content: readonly ApiMedia[]): ApiMedia | null =>
  content.find((media) => media.name === name) ??
  content.find((media) => media.name === `${name.split("/")[0]}/*`) ??
  content.find((media) => media.name === "*/*") ??
  null;

/** A status as a number, for an exchange that shows it. */
export const exampleStatus = (status: string): number => {
  if (/^\d{3}$/.test(status)) return Number(status);
  return /^\dXX$/.test(status) ? Number(`${status[0]}00`) : 500;
};
