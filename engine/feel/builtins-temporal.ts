import { builtin } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { dateParts, daysInMonth, epochDay, isoWeek, isoWeekday } from './calendar.ts';
import { FeelDate, LocalDateTime, ZonedDateTime } from './temporal.ts';
import type { FeelFunction, FeelValue } from './value.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July'].concat([
  'August',
  'September',
  'October',
  'November',
  'December',
]);

/** Source: feel-scala TemporalBuiltinFunctions.scala */
export const dateFunctions: BuiltinTable = {
  'day of year': [ofDate((day) => day - epochDay(dateParts(day)[0], 1, 1) + 1)],
  'day of week': [ofDate((day) => WEEKDAYS[isoWeekday(day) - 1] ?? null)],
  'month of year': [ofDate((day) => MONTHS[dateParts(day)[1] - 1] ?? null)],
  'week of year': [ofDate(isoWeek)],
  'last day of month': [
    ofDate((day) => {
      const [year, month] = dateParts(day);
      return new FeelDate(epochDay(year, month, daysInMonth(year, month)));
    }),
  ],
};

function ofDate(body: (day: number) => FeelValue): FeelFunction {
  return builtin(['date'], ([date]) =>
    date instanceof FeelDate || date instanceof ZonedDateTime || date instanceof LocalDateTime
      ? body(date.day)
      : undefined,
  );
}
