/** Dates and numbers as the page's other words are written, whatever the browser speaks. Its clock, of twelve hours or of 24, stays. */
const { lang } = document.documentElement;
/** English pages are British: the day comes first. */
const locale = lang === "en" ? "en-GB" : lang;
const { hourCycle } = new Intl.DateTimeFormat([], { hour: "numeric" }).resolvedOptions();
const dates = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", hourCycle });

export const moment = (at) => dates.format(new Date(at));
export const number = (count) => count.toLocaleString(locale);
