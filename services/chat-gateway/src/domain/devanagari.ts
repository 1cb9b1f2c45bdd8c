/** Hindi in its own letters: what customers ask of money, as English words. Longer ones first where one holds another. */
const WORDS: readonly (readonly [string, string])[] = [
  ['सबसे बड़ा|सबसे बड़ी|सबसे ज़्यादा|सबसे ज्यादा|सबसे अधिक', 'biggest'],
  ['पिछले|पिछला|पिछली|गत', 'last'],
  ['इस|इसी', 'this'],
  ['महीने|महीना|माह', 'month'],
  ['हफ़्ते|हफ्ते|हफ़्ता|हफ्ता|सप्ताह', 'week'],
  ['साल|वर्ष', 'year'],
  ['आज', 'today'],
  ['जनवरी', 'january'],
  ['फ़रवरी|फरवरी', 'february'],
  ['मार्च', 'march'],
  ['अप्रैल', 'april'],
  ['मई', 'may'],
  ['जून', 'june'],
  ['जुलाई', 'july'],
  ['अगस्त', 'august'],
  ['सितंबर|सितम्बर', 'september'],
  ['अक्टूबर|अक्तूबर', 'october'],
  ['नवंबर|नवम्बर', 'november'],
  ['दिसंबर|दिसम्बर', 'december'],
  ['कितना|कितनी|कितने', 'how much'],
  ['मेरा|मेरी|मेरे|मुझे|अपना|अपने|अपनी', 'my'],
  ['मैंने|मैं|हमने', 'i'],
  ['बैलेंस|शेष राशि|शेष', 'balance'],
  ['पैसा|पैसे|धन|रकम', 'money'],
  ['ख़र्चा|खर्चा|ख़र्च|खर्च|ख़र्चे|खर्चे', 'spent'],
  ['लेन-देन|लेनदेन|ट्रांज़ैक्शन|ट्रांजैक्शन', 'transactions'],
  ['दिखाओ|दिखाइए|दिखाएं|दिखाएँ|दिखा दो', 'show'],
  ['बताओ|बताइए|बताएं|बताएँ|बता दो', 'tell me'],
  ['वेतन|तनख़्वाह|तनख्वाह|सैलरी|पगार', 'salary'],
  ['आय|आमदनी|कमाई', 'income'],
  ['कमाया|कमाए', 'earned'],
  ['मिला|मिली|मिले|आया|आई|आए', 'received'],
  ['बचत खाते|बचत खाता|सेविंग्स', 'savings account'],
  ['खाते|खाता', 'account'],
  ['कार्ड', 'card'],
  ['लोन|ऋण|क़र्ज़|कर्ज', 'loan'],
  ['ब्याज दर', 'interest rate'],
  ['ब्याज', 'interest'],
  ['किराया|किराए', 'rent'],
  ['बिजली', 'electricity'],
  ['किराना|किराने|राशन', 'groceries'],
  ['खाना|खाने', 'food'],
  ['पेट्रोल|ईंधन', 'fuel'],
  ['दवा|दवाई|दवाइयों|दवाओं', 'medicine'],
  ['यात्रा|सफ़र|सफर', 'travel'],
  ['ख़रीदारी|खरीदारी|शॉपिंग', 'shopping'],
  ['औसत', 'average'],
  ['और', 'and'],
  ['क्या|है|हैं|था|थी|थे|हुआ|हुई|हुए|किया|की|किए|कर|का|के|को|में|पर|से|ने|जी', ''],
];

const LETTER = '[\\p{Script=Devanagari}]';
const READ = WORDS.map(([hindi, english]) => [new RegExp(`(?<!${LETTER})(?:${hindi})(?!${LETTER})`, 'gu'), english] as const);

/** The English of a question in Hindi letters, as far as its words are known; another question as it is. What is not known stays. */
export function readDevanagari(question: string): string {
  if (!/\p{Script=Devanagari}/u.test(question)) return question;
  const digits = question.normalize('NFC').replaceAll(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - 0x966));
  return READ.reduce((read, [hindi, english]) => read.replaceAll(hindi, english), digits.replaceAll('।', '.'))
    .replaceAll(/\s+/g, ' ')
    .trim();
}
