import { describe, expect, it } from 'vitest';
import { classifyName } from './classify-name.ts';

/**
 * Names as Indian merchants bear them and as statements spell them: none of the simulated bank, none a national brand. The words of
 * the trades were written by the same hand after this list (46 % were known before), so it guards them and does not judge them:
 * EVALUATION.md does.
 */
const UNSEEN: Readonly<Record<string, readonly string[]>> = {
  groceries: [
    'UPI/DR/512345678901/LAXMI KIRANA BHAND/YESB/q8812@ybl/UPI',
    'Om Sai Super Bazaar',
    'MAHAVIR TRADERS KIRANA MERCHANT',
    'Sri Murugan Maligai',
    'POS XX4421 NEW PATEL SUPERMART 6603',
    'Anand Milk Parlour',
    'Verma Departmental Store',
    'RAJDHANI FLOUR MILL',
    'Jai Ambe Sabji Bhandar',
    'Al Noor Chicken Centre',
    'Green Leaf Fruits & Vegetables',
    'SHREE RAM DOODH DAIRY',
    'Big Basket Wala',
    'Annapurna Ration Dukan',
  ],
  dining: [
    'BIKANER MISHTHAN BHANDAR',
    'Hotel Sri Krishna Pure Veg',
    'Agarwal Mithai Wala',
    'Shiv Shakti Bhojanalaya',
    'UPI-RAMESH CHAI WALA-Q77@PAYTM',
    'Kerala Mess',
    'Paradise Biryani House',
    'Anna Idli Dosa Corner',
    'PAYU*THE BOMBAY CANTEEN',
    'Hyderabadi Haleem Point',
    'Juice Junction',
    'Green Chilli Family Restaurant',
    'Roll Express',
    'SRI VENKATESHWARA TIFFINS',
    'Gokul Lassi Corner',
    'Fatima Caterers',
    'RAZ*MAD OVER BAKES LLP',
  ],
  transport: [
    'Sai Tours Cab Service',
    'NAMMA METRO TOPUP',
    'NHAI TOLL PLAZA KHERKI',
    'Royal Car Rentals',
    'UPSRTC BUS TICKETING',
    'City Pay & Park',
    'Balaji Auto Stand',
    'Sharma Two Wheeler Garage',
  ],
  fuel: [
    'M/S VIJAY SERVICE STATION',
    'Jai Hind Filling Station',
    'Narmada CNG Station',
    'BPCL SHREE BALAJI FUELS',
    'Kisan Petrol Bunk',
    'EV CHARGE ZONE',
  ],
  travel: [
    'Hill View Guest House',
    'Sunrise Holidays Pvt Ltd',
    'SHIVNERI DHARAMSHALA',
    'Ganga Lodge',
    'Coorg Estate Home Stay',
    'Sri Durga Travels',
    'Blue Lagoon Resorts',
    'ASHIRWAD YATRA COMPANY',
  ],
  shopping: [
    'Roopkala Vastralaya',
    'Laxmi Jewellers',
    'KALYANI SILKS',
    'Manish Mobile Shop',
    'Sri Ganapathi Electricals',
    'Nirmal Footwears',
    'Modern Furniture Mart',
    'Gupta Pustak Bhandar',
    'Shiva Steel & Bartan Store',
    'A One Tailors & Matching Centre',
    'UPI/DR/599912345678/KHUSHI COLLECTIO/PYTM/UPI',
    'Kids Wear Zone',
    'Jai Hanuman Sanitary & Tiles',
    'Raja Computers',
    'Bombay Dresses',
    'Sagar Watch Co',
    'Ram Lal Sarees & Suits',
    'Prakash Paints',
  ],
  entertainment: [
    'Sapna Talkies',
    'Galaxy Cinemas',
    'FUN CITY GAMING ZONE',
    'Jungle Water Park',
    'Rock & Roll Snooker Club',
    'SPI CINEMAX',
  ],
  health: [
    'Sanjeevani Dawakhana',
    'Jan Aushadhi Kendra',
    'VISHAL MEDICAL AGENCIES',
    'Dr Mehta Eye Hospital',
    'Pooja Druggists',
    'Sri Sai Polyclinic',
    'Krsnaa Diagnostics Centre',
    'HOMEO CARE',
    'Lotus Nursing Home',
    'Patanjali Arogya Kendra',
    'City X-Ray & Scan',
  ],
  personal: [
    'Sundaram Gents Parlour',
    'Style N Smile Unisex Saloon',
    'Iron Gym',
    'WASHMART LAUNDROMAT',
    'Tattva Ayurvedic Massage',
    'Mahadev Hair Dresser',
    'Shri Yog Kendra',
    'Neha Mehndi & Makeup',
    'Ganesh Dhobi',
  ],
  education: [
    'Saraswati Vidya Mandir',
    'Little Angels Play School',
    'ALLEN CAREER COACHING',
    'Sri Chaitanya Junior College',
    'Bright Future Tutorials',
    'Kendriya Vidyalaya No 2',
    'MATH GURU CLASSES',
    'Sharda Shikshan Sanstha',
  ],
  utilities: [
    'Pune Mahanagar Jal Board',
    'WBSEDCL BILLPAY',
    'Shanti Bharat Gas Agency',
    'PASCHIM VIDYUT VITRAN',
    'Sunshine Apartment Owners Association',
  ],
  telecom: ['Kiran Recharge Point', 'Speednet Broadband', 'STAR CABLE NETWORK', 'Sri Sai Dish TV'],
  gifts: ['Sri Sai Baba Mandir Trust', 'Anath Ashram Seva', 'ROSE FLORISTS', 'Gurudwara Prabandhak Samiti', 'Goonj Daan Seva'],
  insurance: ['RELIABLE BIMA SEVA', 'Future General Insurance Broker'],
};

const unseen = Object.entries(UNSEEN).flatMap(([category, names]) => names.map((name) => ({ name, category })));

describe('merchants that nobody was taught', () => {
  const answers = unseen.map(({ name, category }) => ({ name, category, said: classifyName(name, false)?.category ?? null }));
  const claimed = answers.filter(({ said }) => said !== null);
  const right = claimed.filter(({ category, said }) => said === category);

  it('are known by their words alone, four in five', () => expect(right.length / answers.length).toBeGreaterThanOrEqual(0.8));

  it('are not guessed at', () => expect(right.length / claimed.length).toBeGreaterThan(0.95));
});
