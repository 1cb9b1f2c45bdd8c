import { isTelling } from './merchant-words.ts';

/** Given names and surnames common in India that are no other word: known in any case. */
const COMMON = new Set(
  `aarav aarti aditi aditya agarwal aggarwal ajay akash akhil alok amit amita amitabh anand ananya anil anita anjali ankit ankita anup anupam anuradha
  aparna archana arjun arun aruna arvind asha ashish ashok ashwin atul avinash ayesha babu balaji banerjee basu bhagat bhandari bharat bharti
  bhaskar bhatia bhatt bhattacharya bhavana bhavna bose chandra chandran chatterjee chaturvedi chaudhary chauhan chawla chopra choudhury
  das deepa deepak deepika desai deshmukh deshpande devi dhawan dhruv dilip dinesh divya dubey dutta fatima ganesh ganguly gaurav gautam gayatri
  geeta ghosh girish gopal govind gupta gurpreet hanuman hardik hari harish harpreet harsh harsha hemant imran indira irfan ishaan ishita iyengar
  iyer jadhav jagdish jaya jayant jayesh jha jitendra joshi juneja jyoti kabir kailash kajal kalpana kamal kapil kapoor karan karthik kartik kaur
  kavita kavya khanna khurana kiran kishore komal krishna krishnan kulkarni kumar kumari kunal lakshmi lalit lata latha madan madhavi madhuri
  mahajan mahendra mahesh malhotra malik manish manisha manjula manoj meena meenakshi meera meghna mehra mehta menon mishra mohan mohammed mohit
  mukesh mukherjee murthy nagarajan nair nandini narayan naresh naveen navya neelam neeraj neha nikhil nikita nilesh nirmala nisha nishant nitin
  padma pandey pandit pankaj parekh parveen patel patil pawan pillai pooja prabhakar pradeep prakash pranav prasad prashant praveen preeti prem
  priya priyanka puja puneet purohit pushpa qureshi radha radhika raghav raghu rahul raj raja rajan rajendra rajesh rajeev rajiv rajkumar raju
  rakesh ramachandran raman ramesh ranjit rao rashid rashmi rathore ravi ravindra reddy rekha renu ritu rohan rohini rohit roshni rupa sachin sahil
  saini salim salma sameer sana sandeep sandhya sangeeta sanjana sanjay sanjeev santosh sarita saroj satish saurabh savita saxena seema sengupta
  shah shahid shalini shankar sharma shashi shastri sheela shekhar shetty shilpa shinde shivani shobha shreya shruti shukla shweta siddharth simran
  singh singhal sinha smita sneha snehal sonal sonia sourav sridevi sridhar srinivas srinivasan srivastava subhash subramaniam sudha sudhir suman
  sumit sunil sunita suraj surendra suresh sushil sushma swapna swati tanvi tejas thakur tiwari trivedi tushar uday uma umesh usha vaibhav vandana
  varma varun vasudevan venkat venkatesh verma vidya vijay vijaya vikas vikram vimal vinay vineet vinod vipul vishal vishnu vivek vyas yadav yash
  yogesh yusuf zoya zubair
  alice andrew anthony christopher daniel david deborah edward elizabeth emily george jennifer jessica john joseph joshua karen linda margaret
  maria mary matthew michael nancy patricia peter richard robert sarah stephen steven susan thomas william`.split(/\s+/),
);

/** A person comes after such a word, or owns something: `from Zubin`, `my brother Nilay`, `Zubin's`. */
const BEFORE_PERSON =
  /^(?:to|from|pay|pays|paid|paying|with|by|for|of|and|or|owe|owes|gave|give|sent|send|lent|lend|friend|brother|sister|son|daughter|wife|husband|mother|father|boss|landlord|landlady|neighbour|tenant|colleague|named|called|name|is|am|mr|mrs|ms|dr|shri|smt|sri|miss|did|has|does)$/;

interface Word {
  readonly text: string;
  readonly lower: string;
  readonly gap: string;
  readonly isOwner: boolean;
}

/**
 * What in a text looks like the name of a person whom nobody knows: common names, and capitalised words where a person would stand.
 * Rather a word too many than a name too few: what is found is hidden from vendors and shown again to the customer.
 */
export function personNamesIn(text: string): string[] {
  const words = wordsOf(text);
  const names: string[] = [];
  let name = '';
  for (const [place, word] of words.entries()) {
    const before = words[place - 1];
    const isNext = name !== '' && word.gap === ' ';
    const stands = word.isOwner || (before !== undefined && BEFORE_PERSON.test(before.lower) && /^\.? $/.test(word.gap));
    const isName = COMMON.has(word.lower) || (isNamelike(word) && (isNext || stands));
    if (isName) name = isNext ? `${name} ${word.text}` : push(names, name, word.text);
    else name = push(names, name, '');
  }
  push(names, name, '');
  return [...new Set(names)];
}

function push(names: string[], name: string, next: string): string {
  if (name !== '') names.push(name);
  return next;
}

function wordsOf(text: string): Word[] {
  let end = 0;
  return [...text.matchAll(/[\p{L}\p{M}]+(?:['’](?!s\b)[\p{L}\p{M}]+)*/gu)].map(({ 0: word, index }) => {
    const gap = text.slice(end, index);
    end = index + word.length;
    return { text: word, lower: word.toLowerCase(), gap, isOwner: /^['’]s\b/.test(text.slice(end)) };
  });
}

/** Written as a name is, and neither an abbreviation (UPI, HDFC) nor a word of the bank's. */
function isNamelike({ text, lower }: Word): boolean {
  return /^\p{Lu}\p{L}*\p{Ll}/u.test(text) && isTelling(lower);
}
