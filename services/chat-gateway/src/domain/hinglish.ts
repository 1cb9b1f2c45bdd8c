/** Hindi in Latin letters, as customers mix it into English: phrases first, each read as its English words. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:pichh?le|pichh?la|gaye|gujre) (?:mahine|mahina|month)\b/g, 'last month'],
  [/\b(?:is|iss) (?:mahine|mahina|month)\b/g, 'this month'],
  [/\b(?:pichh?le|pichh?la) (?:hafte|hafta|week)\b/g, 'last week'],
  [/\b(?:is|iss) (?:hafte|hafta|week)\b/g, 'this week'],
  [/\b(?:pichh?le|pichh?la) (?:saal|sal|year)\b/g, 'last year'],
  [/\b(?:is|iss) (?:saal|sal|year)\b/g, 'this year'],
  [/\bsabse (?:bada|badi|zyada|jyada)\b/g, 'biggest'],
  [/\bkitna (?:paisa|paise|balance|bacha)\b/g, 'how much money do i have balance'],
  [/\bkha?rch(?:a|e|i)?(?: (?:hua|kiya|kiye|kar|kari|diya|diye))*\b/g, 'spent'],
  [/\bkitn[aei]\b/g, 'how much'],
  [/\b(?:aaj)\b/g, 'today'],
  [/\b(?:mera|meri|mere|mujhe)\b/g, 'my'],
  [/\b(?:dikhao|dikha do|dikhaiye)\b/g, 'show'],
  [/\b(?:batao|bata do|bataiye)\b/g, 'tell me'],
  [/\b(?:paisa|paise)\b/g, 'money'],
  [/\b(?:khana|khane)\b/g, 'food'],
  [/\bbijli\b/g, 'electricity'],
  [/\bkiraya\b/g, 'rent'],
  [/\b(?:tankhwah|tankha|pagar|vetan)\b/g, 'salary'],
  [/\b(?!how|much|spent|month|week|year|my|this|last)([a-z]{3,}) (?:pe|par|mein|ko)\b/g, 'on $1'],
  [/\b(?:pe|par|mein|ka|ki|ke)\b/g, ' '],
  [/\b(?:hai|hain|tha|thi|hua|hui|kiya|kiye|ji|yaar|bhai|kya)\b/g, ' '],
];
const TELLING =
  /\b(?:kitn[aei]|kha?rch[aei]?|mahin[ea]|pichh?l[ea]|dikhao|batao|mera|meri|mere|sabse|paise|paisa|saal|hafte|kiraya|bijli)\b/;

/** The English of a question that mixes Hindi words in; another question as it is. */
export function readHinglish(text: string): string {
  if (!TELLING.test(text)) return text;
  return PHRASES.reduce((read, [hindi, english]) => read.replaceAll(hindi, english), text)
    .replaceAll(/\s+/g, ' ')
    .trim();
}
