const textsOf = (lines: string): readonly string[] => lines.trim().split(/\s*[|\n]\s*/);

/** How customers ask for what stands in the bank's documents: fees, limits, rates, how something is done. */
export const BANK_EXAMPLES: readonly string[] = textsOf(`
  home loan rate today | What is the rate on a recurring deposit? | interest on a deposit of three years
  senior citizen deposit rate | is deposit interest taxable | deposit for tax saving | smallest deposit I can make
  break a deposit before it matures | what does it cost to close a deposit early | how is interest on my savings calculated
  interest rate of a savings account | minimum balance in a village branch | charge for falling below the minimum balance
  no frills account | which accounts need no minimum | sweep facility | cost of an extra chequebook | cheque return charges
  how to stop a cheque | debit card charges | yearly fee of the gold card | fee for a new debit card | lost card replacement
  daily cash limit at the atm | atm fees at other banks | free withdrawals in a month | card swallowed by the machine
  money not dispensed | switch on international use | foreign transaction fee | contactless limit
  virtual card for online shopping | card for an employee's salary account | set up upi | upi per day limit
  maximum amount by upi | is upi free | upi lite balance limit | upi payment failed, money debited
  money sent to a wrong account | change upi pin | autopay rules | upi in other countries | link rupay card to upi
  how fast is neft | rtgs minimum amount | limit of imps | charges for neft | maximum transfer for a new beneficiary
  how long until a refund reaches me | limit of online transfers in a day | send dollars to a relative
  receive money from overseas | pay electricity through the app | who can have a credit card | salary needed for a credit card
  credit card joining fee | annual fee waiver | late payment charges of the card | interest if I do not pay the full bill
  minimum due | interest free period | emi on card purchases | increase the credit limit | points on dining | value of points
  redeem rewards | cash from a credit card | petrol surcharge | add-on card for a relative | mark-up on dollar payments
  dispute a charge | how long does a dispute take | liability for card fraud | personal loan eligibility | largest personal loan
  rate of a personal loan | loan processing fee | what does it cost to repay a loan early | bounced emi charges
  change the emi day | top up loan | how long can a home loan run | loan to value of a house | fixed or floating rate
  emi for a loan of 20 lakh | tax benefits of a home loan | balance transfer of a home loan | papers for a home loan
  start a sip | pause a sip | smallest sip | exit load | tax on mutual fund gains | which fund for short term
  lock-in of tax saving funds | cost of term insurance | health insurance waiting period | grace time for a premium
  give back a policy | make a claim | cashless treatment | insurance tax deduction | forex card charges | reload a travel card
  leftover money on a travel card | how much may I carry abroad | tax on money sent abroad | kyc renewal | papers for kyc
  video kyc time | account frozen for kyc | link pan | report a fraud | gave my otp away | forgot password | branch hours
  how do I complain | ombudsman | nominee for an account | change my mobile number with the bank | update address
  account of a dead relative | account for a child | joint account with my wife | nri account | is my money insured
  how do I reach somebody at the bank | turn off notifications | delete my data | what happens if an emi is not paid
  how many days do I have to pay the card | until what age can I get a loan | how much can I borrow
  compensation if the bank is late | fee for a demand draft | locker charges | gst on fees | Can I pay by card in a shop abroad?
  Do I get money back if I give up a policy? | Will I be told before a fee is raised? | What do I need to bring to the branch?
  Why does my card not work at the shop? | my cheque bounced, what now | I forgot to pay my card on time, what happens
  somebody stole my phone, how do I stop payments | someone cheated me out of money | I have moved house, how do I tell you
  I want to pay back my loan early | I would like to invest a little each month | can I get cash with my card
  can I have two accounts with you | does a student account cost anything | is it safe to pay with a QR code
  how do I take back a payment | a payment went to a stranger | the shop has not sent my money back
  the bill was paid by both of us, who returns it | why is a payment still pending | when does a refund arrive
  what should I do if I cannot pay an instalment | how do you calculate interest | do I have to pay tax on interest
  can the rate of my loan change | what is a standing order | how do I set up a monthly transfer
  why was my application refused | can my son use my card | how do I pay the bill of my card | which kind of transfer is fastest
  where do I find the number of a transfer | how do I get a statement as a file | how do I get a paper for the tax office
  what if there is too little money on the day of an instalment | can I use money that lies in a deposit
  who answers for a payment that was not mine | you send me too many messages | is it good to pay only a part of the bill
  split a purchase into parts | raise the limit of my card
`);

/** How they ask, in words that are much like those, for what stands in their own ledger. */
export const LEDGER_EXAMPLES: readonly string[] = textsOf(`
  credit card spending | total emi paid | insurance premium paid | atm withdrawals | how many atm withdrawals | upi payments
  bank charges | fees charged to me | interest earned | interest credited | loan payments total | sip payments
  total invested in mutual funds | how much interest did I get | average atm withdrawal | biggest upi transfer
  cash withdrawals per month | number of upi payments | gst paid | tds deducted from my interest | rent paid | my emis
  home loan emi | personal loan emi amount | credit card outstanding | card dues | minimum due on my card
  when is my credit card bill due | late fees I was charged | penalty charges | refunds received | salary credited
  pending transactions | failed transactions | foreign currency spending | foreign transactions | neft transfers to rahul
  cheque payments | savings balance | fixed deposits I made | transfers to my savings | money moved to fd | autopay list
  active mandates | my standing instructions | next sip date | upcoming emi | subscription charges | card fee charged
  sms charges deducted | why was I charged 500 | debit of 450 | insurance policies I pay for | tax payments | education fees
  hospital bills | highest fee | all charges | loan interest paid | interest on my loan | how much loan is left
  cashback received | how much do I pay for insurance | what is my emi | how much goes to sip every month
  total withdrawals from atm | how much cash do I take out each month | bank fees this year | did I pay a late fee
  charges on my account | how much do I spend by upi | average upi payment | largest card payment | spending by card
  debit card spending | salary date | what is my salary | how much savings do I have | my investments | how much have I invested
  my credit card bill | balance of my loan | my fd balance | my deposits | what fees did I pay | fuel expenses
  electricity payment | phone recharge cost | medical expenses | school fee payments | money sent abroad | income from interest
  list of refunds | transfer history | cheques deposited | monthly spending limit | how much can I withdraw today
  available balance | daily spend | weekly expenses | highest spending day | average balance | minimum balance this year
  lowest balance in july | yearly spending | cost of living | expenses on travel | total outflow | money received from rahul
  upi received | emi due date | next emi | which emis do I pay | what do I pay for my loan each month | how much is my premium
  how much was my last premium | show sip transactions | any charges from the bank | what did the bank charge me
  interest paid on card | overdue bills | will I run out of money before payday | is a trial ending | why did you warn me
  what is coming up this month | any bills due | was I paid twice | did my rent go up | how much did the doctor cost
  what do I pay for electricity | how much of my salary is left | interest I received | charges I paid
  what did the loan cost me so far | my refunds | how often do I use the atm | who paid me | money in my savings
  total of my deposits
`);
