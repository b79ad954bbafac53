/** Whether the text is a telephone number of ITU-T E.164: `+`, then 2 to 15 digits, the first not 0. No blanks. */
export const isE164 = (text: string): boolean => {
  if (text.length < 3 || text.length > 16 || text.charCodeAt(0) !== 43 || text.charCodeAt(1) === 48) return false;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
};
