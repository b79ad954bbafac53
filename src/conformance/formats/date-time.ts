const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MINUTES_A_DAY = 1440;

/** The number that two digits at this index spell, or -1. */
const twoDigits = (text: string, index: number): number => {
  const tens = text.charCodeAt(index) - 48;
  const ones = text.charCodeAt(index + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
};

const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (DAYS[month] ?? 0);

/** The number of days left in the month after the `full-date` in the first ten characters, or -1 if there is none. */
const daysLeft = (text: string): number => {
  const century = twoDigits(text, 0);
  const year = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century < 0 || year < 0 || month < 1 || day < 1) return -1;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return -1;
  return daysIn(century * 100 + year, month) - day;
};

/** How far local time is ahead of UTC in minutes, read from the `time-offset` that ends the text; NaN if it is none. */
const offsetAt = (text: string, index: number): number => {
  const sign = text.charCodeAt(index);
  if (sign === 90 || sign === 122) return text.length === index + 1 ? 0 : Number.NaN;
  if ((sign !== 43 && sign !== 45) || text.length !== index + 6 || text.charCodeAt(index + 3) !== 58) return Number.NaN;
  const hours = twoDigits(text, index + 1);
  const minutes = twoDigits(text, index + 4);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return Number.NaN;
  return sign === 43 ? hours * 60 + minutes : -(hours * 60 + minutes);
};

/**
 * Whether a `full-time` runs from this index to the end. `left` is the number of days left in the month, which decides
 * whether a leap second can be there; null where the date is not known.
 */
const isTimeAt = (text: string, index: number, left: number | null): boolean => {
  const hour = twoDigits(text, index);
  const minute = twoDigits(text, index + 3);
  const second = twoDigits(text, index + 6);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return false;
  if (text.charCodeAt(index + 2) !== 58 || text.charCodeAt(index + 5) !== 58) return false;
  let end = index + 8;
  if (text.charCodeAt(end) === 46) {
    const first = ++end;
    for (let code = text.charCodeAt(end); code >= 48 && code <= 57; code = text.charCodeAt(end)) end++;
    if (end === first) return false;
  }
  const offset = offsetAt(text, end);
  if (Number.isNaN(offset)) return false;
  if (second < 60) return true;
  // UTC reads 23:59:60 on the last day of a month: on this day, or on the day before the first.
  const utc = hour * 60 + minute - offset;
  if (utc === MINUTES_A_DAY - 1) return left === null || left === 0;
  return utc === -1 && (left === null || twoDigits(text, 8) === 1);
};

/** Whether the text is a `full-date` of RFC 3339: `2018-06-19`, a day that the calendar has. */
export const isDate = (text: string): boolean => text.length === 10 && daysLeft(text) >= 0;

/** Whether the text is a `full-time` of RFC 3339: `18:47:36.5Z`, with seconds and an offset. */
export const isTime = (text: string): boolean => isTimeAt(text, 0, null);

/**
 * Whether the text is a `date-time` of RFC 3339: `T` (or `t`) between date and time, seconds, an optional fraction, and
 * `Z` (or `z`) or an offset with a colon. Second 60 is accepted only where UTC ends a month (§5.7).
 */
export const isDateTime = (text: string): boolean => {
  if (text === last) return true;
  if (!spellsDateTime(text)) return false;
  last = text;
  return true;
};

/** The last text that was found to be one: what was just created was updated at the same time. */
let last: string | null = null;

const spellsDateTime = (text: string): boolean => {
  const separator = text.charCodeAt(10);
  if (separator !== 84 && separator !== 116) return false;
  const left = daysLeft(text);
  return left >= 0 && isTimeAt(text, 11, left);
};

/** The digits from an index on: the index after them, or -1 if there is none. */
const afterDigits = (text: string, index: number): number => {
  let end = index;
  for (let code = text.charCodeAt(end); code >= 48 && code <= 57; code = text.charCodeAt(end)) end++;
  return end === index ? -1 : end;
};

/** Reads counted units in the order given, each at most once and none left out between two; -1 if the order is broken. */
const afterUnits = (text: string, start: number, units: string): number => {
  let index = start;
  let previous = -1;
  while (index < text.length && text[index] !== "T") {
    const end = afterDigits(text, index);
    if (end < 0) return -1;
    const unit = units.indexOf(text[end] ?? " ");
    if (unit < 0 || (previous >= 0 && unit !== previous + 1)) return -1;
    previous = unit;
    index = end + 1;
  }
  return index;
};

/** Whether the text is a `duration` of RFC 3339, appendix A: `P1Y2M3DT4H5M6S`, `P4W`, whole numbers only. */
export const isDuration = (text: string): boolean => {
  if (text[0] !== "P" || text.length < 3) return false;
  const week = afterDigits(text, 1);
  if (week > 0 && text[week] === "W") return text.length === week + 1;
  const time = afterUnits(text, 1, "YMD");
  if (time < 0 || time === text.length) return time > 0;
  return time + 1 < text.length && afterUnits(text, time + 1, "HMS") === text.length;
};
