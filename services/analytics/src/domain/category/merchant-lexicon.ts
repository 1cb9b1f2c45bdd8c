import type { Category } from '@munshi/events/spending';

/**
 * What merchants call themselves by trade: English, and the words of Indian high streets as they are spelled in Latin letters. One
 * that is long enough may go on, or end a compound (`classify-name.ts`). A word of two trades is under both, and then claims nothing.
 */
export const TRADE_WORDS: Readonly<Partial<Record<Category, string>>> = {
  groceries:
    'grocer grocery supermarket hypermarket minimart mart kirana kiryana kirani provision dairy milk doodh dudh dugdh paneer ghee vegetable sabzi sabji bhaji mandi fruit phal ration departmental bazaar fresh butcher fish machhi meat mutton chicken poultry egg seafood anaj atta flour chakki mill rice dal masala spices oil farm organic maligai angadi anndata dukan dukaan basket किराना डेयरी',
  dining:
    'restaurant restro resto cafe coffee kaapi chai chaha tea pizza burger biryani biriyani dhaba bhavan bhawan bhojanalay bhojanalaya bhojnalaya भोजनालय kitchen rasoi grill barbeque bbq bar pub brew brewery bistro diner dine dining canteen mess sweets mithai mishthan mishtan mistanna misthan halwai tiffin eatery juice lassi shake icecream ice kulfi kebab kabab tandoor tandoori darshini food foodworks donut bake bakery baker cake noodle momo chaat bhel pav idli dosa udupi thali chinese mughlai haleem shawarma sandwich roll caterer catering paan rasam waffle creamery patisserie snacks namkeen farsan wine beer liquor',
  transport:
    'cab taxi metro rail auto rickshaw bus parking toll fastag ride bike rental ferry transit roadways transport ksrtc msrtc bmtc dtc upsrtc gsrtc rsrtc tsrtc apsrtc dmrc bmrcl garage tyre tyres puncture motors automobile carwash chauffeur',
  fuel: 'petrol petroleum diesel fuel gasoline filling cng hp hpcl bpcl iocl petrolium petro',
  travel:
    'airline airways air flight hotel resort lodge inn rooms hostel trip travel tours holidays holiday vacation cruise visa irctc railway yatra tirth airport homestay dharamshala dharamshalla residency backpackers camp safari villa',
  shopping:
    'fashion saree sarees sari apparel garment clothing cloth textile boutique footwear shoe chappal jewel jeweller jewellery jewelry gold silver watch electronic electrical electricals electro computer laptop mobile furniture furnishing hardware sanitary tiles paint plywood glass book stationer stationery pustak pustakalay toy sport sports optical optician eyewear gift lifestyle shopper emporium bazar novelty handloom handicraft khadi cosmetic home decor appliance vastra vastralaya vastralay vastram silk silks dress dresses collection suits suiting shirting tailor kurti lehenga ethnic leggings wear kidswear menswear bartan utensil steel crockery plastic bag luggage perfume attar gadget camera cycle kids toys retail mall vessels kart matching bangles imitation readymade hosiery embroidery',
  entertainment:
    'cinema cinemax movie multiplex talkies theatre theater game gaming arcade bowling snooker billiard amusement event concert museum club ticket show zoo carnival adventure trampoline',
  health:
    'pharm pharma pharmacy chemist druggist drug medical medic medico medicos medicine medicare med aushadhi aushadhalaya aushadh dawa dawai dawakhana davakhana chikitsalaya hospital clinic polyclinic dental dentist orthodontic diagnostic pathlab pathology lab labs scan xray imaging sonography health healthcare doctor dr nursing ayur ayurved homeo homoeo homeopathy unani arogya swasthya netralaya eye ortho physio physiotherapy maternity surgical blood optic care',
  personal:
    'salon saloon spa beauty beautician parlour parlor barber hair haircut nails nail laundry laundromat dhobi dry cleaner cleaners drycleaner gym fitness yoga wellness grooming massage makeup makeover mehndi mehendi tattoo unisex gents bridal crossfit pilates zumba housekeeping maid',
  telecom: 'telecom mobile prepaid postpaid broadband fiber fibre fibernet wifi internet recharge dth cellular cable cablenet dish',
  utilities:
    'electricity power gas water jal jalkal board discom bijli vidyut vitran urja society chs apartment energy maintenance sewage wbsedcl msedcl uppcl bsesdelhi tpddl lpg',
  education:
    'school college university academy institute tuition tutorial tutorials coaching vidyalaya vidyalay vidya vidyapeeth vidyamandir shiksha shikshan gurukul pathshala education educare classes learning kindergarten preschool playschool montessori library polytechnic',
  insurance: 'insurance assurance lic policy bima',
  investment: 'mutual fund securities broking demat amc wealth stockbroker',
  loan: 'finance finserv housing loan emi nbfc fincorp microfinance',
  subscriptions: 'subscription premium prime streaming ott membership',
  taxes: 'nigam nagarpalika palika challan incometax gst municipality',
  gifts:
    'foundation trust charity temple mandir devasthanam devasthan ngo donation daan relief church mosque masjid dargah gurudwara gurdwara ashram gaushala goshala seva flowers florist phool anath',
};

/** Words that mean another thing together than each alone; they are read before their words are. */
export const TRADE_PHRASES: Readonly<Partial<Record<Category, string>>> = {
  groceries:
    'general store|general stores|super market|super mart|super bazaar|super bazar|departmental store|provision store|milk parlour|milk parlor|milk booth|milk centre|cold storage|fair price shop|dry fruit|dry fruits|oil mill|chicken centre|chicken center|fish market|sweet corn|daily needs|home needs',
  dining:
    'pure veg|veg restaurant|family restaurant|coffee house|tea stall|tea point|ice cream|fast food|sweet house|sweet mart|sweet home|juice centre|juice center|juice bar|food court|hotel restaurant|dosa corner|cake shop|wine shop|liquor shop|pan shop|paan shop|wine mart|snack bar|food plaza|biryani house|sandwich point|roll point',
  transport:
    'car rental|car rentals|bike rental|pay park|pay and park|toll plaza|auto stand|metro card|metro rail|bus pass|bus ticket|two wheeler|car wash|car care|service centre auto|tyre house|driving school|packers movers',
  fuel: 'service station|petrol pump|petrol bunk|filling station|filling centre|fuel station|gas station|gas filling|charging station|ev charging|charge zone|indian oil|auto lpg|cng station',
  travel: 'guest house|home stay|rest house|air ticket|travel agency|tours travels|tour travels|yatri niwas|circuit house',
  shopping:
    'mobile shop|mobile store|mobile point|mobile world|mobile gallery|mobile care|book depot|book store|book house|book shop|book centre|book stall|gift shop|gift gallery|optical house|watch house|watch co|furniture mart|shoe mart|cloth store|steel store|home centre|home decor|home appliances|music store|medical books|dress material|paint house|electric store|electrical store|sports shop|cycle store|cycle mart|glass house|kids wear|fancy store|gold palace|silk house|general merchant|flower pots|saree house|school uniform|school uniforms|uniform centre',
  entertainment:
    'water park|theme park|amusement park|fun city|fun zone|game zone|play zone|play area|snooker club|film city|cine world|bowling alley',
  health:
    'health care|nursing home|medical store|medical stores|medical hall|medical agencies|eye care|eye hospital|eye clinic|jan aushadhi|blood bank|x ray|ct scan|dental care|day care hospital|drug store|drug house|child clinic|skin clinic|hair clinic|optical clinic',
  personal:
    'beauty parlour|beauty parlor|hair cutting|hair dresser|hair care|hair saloon|dry cleaner|dry cleaners|power gym|yoga centre|yog kendra|health club|fitness club|nail bar|nail art|skin care|body care|hair studio|tattoo studio',
  telecom: 'cable network|dish tv|mobile recharge|recharge point|recharge centre|cable tv|cable service|mobile bill',
  utilities:
    'jal board|water board|gas agency|gas service|gas bill|piped gas|electricity board|power distribution|owners association|welfare association|cooperative housing society|housing society|co op society',
  education:
    'vidya mandir|play school|day care|art school|music academy|music school|dance academy|dance school|driving academy|book library|junior college|medical college|dental college|health university|sports academy|career academy|study centre|study circle',
  insurance: 'bima seva|insurance broker|health insurance|life insurance|general insurance|motor insurance',
  loan: 'home loan|gold loan|gold finance|housing finance|micro finance|home finance|vehicle finance',
  taxes: 'municipal corporation|nagar nigam|nagar palika|nagar parishad|mahanagar palika|gram panchayat|income tax|property tax|road tax',
  gifts: 'flower shop|seva trust|charitable trust|sai mandir|flower boutique|seva samiti',
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
