import type { Category } from '@munshi/events/spending';

/** What merchants call themselves by trade: English and the words of Indian high streets. A word may end in more letters. */
export const TRADE_WORDS: Readonly<Partial<Record<Category, string>>> = {
  groceries:
    'grocer supermarket hypermarket mart kirana provision dairy milk vegetable sabzi mandi fruit ration departmental bazaar fresh bakery butcher fish meat anaj farm organic foods',
  dining:
    'restaurant cafe café coffee chai tea pizza burger biryani dhaba bhavan bhawan bhojanalay भोजनालय kitchen grill barbeque bbq bar pub brew bistro diner canteen sweets mithai tiffin eatery ratna juice icecream ice kebab tandoor darshini opéra opera food foodworks donut bake noodle momo chaat',
  transport: 'cab taxi metro rail auto rickshaw bus parking toll fastag ride bike rental ferry transit roadways ksrtc msrtc bmtc dtc best',
  fuel: 'petrol petroleum diesel fuel gasoline filling oil pump cng hp bpcl iocl',
  travel:
    'airline airways air flight hotel resort lodge inn rooms hostel trip travel tours holidays cruise visa irctc railway yatra airport palace homestay',
  shopping:
    'fashion saree sarees apparel garment clothing textile boutique footwear shoe jewel jeweller watch electronic digital mobile furniture hardware book stationer toy sport optical gift lifestyle shopper emporium bazar novelty handloom cosmetic home decor appliance deals online goods luxe',
  entertainment: 'cinema movie multiplex theatre theater game gaming amusement park bowling arcade event concert museum club ticket show',
  health:
    'pharma pharmacy chemist medical medic hospital clinic dental dentist diagnostic pathlab lab labs health doctor dr nursing ayur optic care',
  personal: 'salon spa beauty parlour parlor barber hair nails laundry dry cleaner cleaners gym fitness yoga wellness grooming',
  telecom: 'telecom mobile prepaid postpaid broadband fiber fibernet wifi internet recharge dth cellular',
  utilities: 'electricity power gas water jal board municipal discom bijli society chs energy maintenance sewage',
  education: 'school college university academy institute tuition coaching vidyalaya education classes learning',
  insurance: 'insurance assurance lic policy bima',
  investment: 'mutual fund securities broking demat amc wealth',
  loan: 'finance finserv housing loan emi nbfc',
  subscriptions: 'subscription premium prime streaming ott plus membership',
  gifts: 'foundation trust charity temple mandir ngo donation relief church mosque gurudwara flowers florist',
};

/** Names that everybody in India knows, whose words tell nothing. */
export const BRANDS: Readonly<Partial<Record<Category, string>>> = {
  groceries:
    "dmart|reliance fresh|reliance smart|more supermarket|spencer's|bigbasket|blinkit|zepto|instamart|jiomart|mother dairy|amul|nature's basket|star bazaar|heritage fresh|country delight|licious",
  dining:
    "swiggy|zomato|domino's|dominos|mcdonald's|mcdonalds|kfc|burger king|subway|starbucks|cafe coffee day|ccd|haldiram's|haldirams|barbeque nation|chaayos|chai point|faasos|pizza hut|saravana bhavan|baskin robbins|wow momo|eatsure",
  transport: 'uber|ola|rapido|park+|namma yatri|blusmart|yulu|fastag|meru',
  fuel: 'indian oil|hp petrol|hindustan petroleum|bharat petroleum|shell|nayara|essar oil|reliance petroleum|jio-bp',
  travel:
    'irctc|indigo|air india|vistara|spicejet|akasa|makemytrip|goibibo|cleartrip|easemytrip|ixigo|redbus|oyo|taj hotels|lemon tree|itc hotels|airbnb|booking.com|agoda|abhibus',
  shopping:
    'amazon|flipkart|myntra|nykaa|ajio|meesho|snapdeal|tata cliq|lifestyle|shoppers stop|westside|pantaloons|zara|croma|reliance digital|vijay sales|decathlon|bata|lenskart|titan|tanishq|ikea|pepperfry|crossword|firstcry|max fashion|h&m|uniqlo',
  entertainment: 'bookmyshow|pvr|inox|cinepolis|wonderla|smaaash|steam|playstation|imagica|dream11|timezone',
  health: 'apollo|medplus|pharmeasy|netmeds|1mg|dr lal|thyrocare|fortis|max healthcare|practo|narayana|manipal|aster|cult.fit',
  personal: 'lakme|looks salon|urban company|naturals|jawed habib|fabrico|enrich|cult fitness|gold’s gym|anytime fitness',
  telecom: 'jio|airtel|vodafone|bsnl|act fibernet|hathway|tata play|excitel',
  subscriptions:
    'netflix|spotify|youtube|hotstar|amazon prime|google one|the hindu digital|microsoft 365|sonyliv|zee5|icloud|apple.com|audible|linkedin|chatgpt',
  utilities: 'bescom|tata power|adani electricity|mahanagar gas|indane|bharat gas|hp gas|torrent power|mseb|tneb|delhi jal',
  insurance: 'lic of india|star health|hdfc ergo|icici lombard|bajaj allianz|acko|digit',
  loan: 'bajaj finance|bajaj finserv|lic housing|hdfc ltd|muthoot|manappuram|home credit',
  investment: 'zerodha|groww|sbi mutual|axis mutual|hdfc mutual|icici prudential|kuvera|upstox|nippon india',
  education: 'byju|unacademy|vedantu|coursera|udemy|delhi public school|physics wallah',
  gifts: 'akshaya patra|cry india|giveindia|ketto|ferns n petals|igp',
};
