/**
 * Cases that mongo-java-server 1.47.0 answers otherwise, with who is right by MongoDB's manual.
 * Each of them must go on failing there, or leave this list; `unstable` ones are not asked.
 */
export const differences: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'a duplicate _id is refused with 11000, key pattern and value':
      'we: keyPattern and keyValue ' + 'are there since 4.2',
    'an ordered insertMany stops at the first refusal, an unordered one goes on':
      'we: it counts ' + 'refused documents as inserted',
    'a unique index refuses a second value, also through an update':
      'we: keyPattern and ' + 'keyValue are there since 4.2',
    'a unique partial index refuses only within its filter': 'we: it knows no partial indexes',
    'two arrays in one compound index are refused with 171':
      'we: it stores what mongod refuses ' + 'to index',
    'unacknowledged writes are written in order': 'we: it closes the connection on moreToCome',
    'an array matches by an element or as a whole':
      'we: an array operand also equals an element ' + 'that is that array',
    '$elemMatch wants one element, separate conditions may be met by several':
      'we: two ' + 'conditions may be met by two elements',
    'projection includes, excludes, slices, picks and computes':
      'we: $slice goes with an ' + 'exclusion since 4.4',
    'a projection may compute fields': 'we: expressions in projections since 4.4',
    'the positional projection shows the element that matched':
      'we: it loses the element of a ' + 'range condition',
    'fields: set, unset, inc, mul, min, max, rename': 'we: it lacks $bit',
    'pipelines compute from the document': 'we: it lacks pipeline updates',
    'findOneAndUpdate answers before or after, sorted, upserting':
      'we: it leaves out ' + 'lastErrorObject.upserted',
    'counters handed out at once have no gaps and no duplicates':
      'unstable: its findAndModify ' + 'is not atomic',
    '$group with the common accumulators': 'we: it lacks $count in $group',
    'expressions: $cond, $switch, $ifNull, $concat, $dateToString, $map, $filter, $size':
      'we: ' + 'it lacks $switch',
    '$out and $merge write collections': 'we: it lacks the stage $set',
    'hello tells a standalone server that takes writes': 'we: it knows only isMaster',
    'collections are listed, created, dropped': 'we: it ignores the filter of listCollections',
    'a hint that names no index is refused with 2': 'we: it ignores hints',
    'transactions are refused with 20 on a standalone server': 'we: it ignores transaction numbers',
  }),
);
