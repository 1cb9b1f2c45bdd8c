/**
 * Where customers live, with the share of transactions in millionths: the 200 most frequent places of the published file, spelled as
 * the bank does. They cover 85 in 100 of its rows.
 */
const SHARES = `
Mumbai:99120, Bangalore:78315, New Delhi:77977, Gurgaon:73917, Delhi:67693, Noida:31834, Chennai:28620, Pune:22733,
Hyderabad:21380, Thane:21076, Kolkata:19926, Ghaziabad:14716, Navi Mumbai:11367, Ahmedabad:10656, Faridabad:10284,
Chandigarh:8931, Jaipur:8796, Lucknow:7815, Mohali:5920, Surat:5007, Nashik:4601, Amritsar:4229, Ludhiana:4093,
Visakhapatnam:3958, Dehradun:3857, Meerut:3823, Coimbatore:3654, Vadodara:3552, Agra:3518, Nagpur:3518, Indore:3383,
Kanpur:3349, Aurangabad:3248, Greater Noida:3112, Guwahati:3011, Guntur:2943, Bhopal:2909, Jalandhar:2876, Panchkula:2876,
Patna:2673, Howrah:2537, Ranga Reddy:2537, Udaipur:2470, Ranchi:2402, Rewari:2267, Ernakulam:2233, Sonipat:2199, Patiala:2165,
Panipat:2165, Alwar:2097, Raipur:2064, Bengaluru:2030, Kolhapur:1996, North 24 Parganas:1928, Allahabad:1894, Zirakpur:1759,
Kochi:1759, Karnal:1658, Aligarh:1624, Siliguri:1624, Bambolim:1590, Warangal:1556, Jamshedpur:1556, Ambala:1556, Rajkot:1522,
Kangra:1522, Saharanpur:1488, Secunderabad:1488, Mangalore:1455, Sas Nagar:1421, Jodhpur:1421, Rohtak:1353, Hosur:1319,
Shimla:1319, Jammu:1319, Trichy:1286, Bhubaneshwar:1252, Nellore:1252, Vapi:1252, Bathinda:1218, Burdwan:1218, Kharar:1184,
Moradabad:1150, Yamunanagar:1150, Hamirpur:1116, Vellore:1116, Bareilly:1116, Kottayam:1083, Varanasi:1083, Bilaspur:1083,
Jhansi:1083, Salem:1083, Bhubaneswar:1083, Belgaum:1083, Kota:1049, Gwalior:1049, Jhajjar:1049, Vijayawada:1015, Solan:1015,
South 24 Parganas:1015, Rudrapur:981, Madurai:947, Gandhinagar:947, Bhiwadi:913, Gautam Buddha Nagar:913, Muzaffarpur:913,
Trivandrum:913, Gorakhpur:913, Ajmer:880, Kapurthala:880, Kancheepuram:880, Rourkela:880, Gangtok:880, Durgapur:880,
Palakkad:846, Sriperumbudur:846, Haridwar:846, Bhilai:846, Karimnagar:812, Thrissur:812, Sonepat:778, Thane West:778,
Hooghly:778, Dhanbad:778, Chittoor:744, Mysore:710, K V Rangareddy:710, Tiruvallur:710, Jind:710, Bahadurgarh:677,
Muktsar:677, Krishna:677, Agartala:677, Kurnool:677, Nainital:677, Udupi:643, Raigarh:643, Nalgonda:643, Bhiwani:643,
Chhindwara:643, Srikakulam:643, Jabalpur:643, Kaithal:643, Srinagar:609, Rupnagar:609, Kannur:609, Mathura:609, Ujjain:609,
Ahmednagar:609, Malappuram:575, Bhavnagar:575, Bulandshahr:575, Medak:575, Khammam:575, Bokaro:575, Gaya:541, Thane W:541,
Pondicherry:541, Kharagpur:541, Panvel:541, Thane (West):541, Jalgaon:541, Rajahmundry:541, Vizianagaram:541, Shilllong:507,
Kashipur:507, Kozhikode:507, Boisar:507, Villupuram:507, Hubli:507, Una:507, Pathanamthitta:507, Erode:507,
Tiruvannamalai:507, Kollam:474, Darjeeling:474, Silchar:474, Bhilwara:474, Sangrur:474, Bharuch:474, Nakodar:474, Puri:474,
East Godavari:474, Bijnor:474, Bhiwandi:440, Virudhunagar:440, Raigad:440, Ambala Cantt:440, Cuddalore:440, Anand:440,
Adilabad:440, Kanpur Nagar:440, Moga:440, Gurdaspur:440, Rajpura:440, Hoshiarpur:406, Shahjahanpur:406, Alappuzha:406,
Ferozepur:406, Tirupati:406
`;

/** Name and share of each place, the largest first. */
export const CITIES: readonly (readonly [name: string, share: number])[] = SHARES.trim()
  .split(/,\s*/)
  .map((row) => {
    const at = row.lastIndexOf(':');
    return [row.slice(0, at), Number(row.slice(at + 1)) / 1e6];
  });
