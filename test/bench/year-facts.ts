/**
 * A year of document exchange in Quzhou: 38,561 dispatches and 19.276 million copies, 154.2 million
 * pages, 22,000 users, 3,500 of them online at the peak. Source: 《衢州市电子政务建设情况》, one of
 * the demo's documents (`server/demo/documents`).
 */
export const CITY_YEAR = {
  dispatches: 38_561,
  copies: 19_276_000,
  pages: 154_200_000,
  users: 22_000,
  workingDays: 250,
  workingHoursPerDay: 8,
} as const;

/** Recipients of a mean dispatch: 19.276 million copies of 38,561 dispatches. */
export const RECIPIENTS = 500;
