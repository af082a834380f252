import type { Random } from './random.ts'

/** Names that go together. `weight` is how often a family of this origin turns up. */
interface Origin {
  weight: number
  feminine: string[]
  masculine: string[]
  surnames: string[]
}

const list = (text: string) => text.split(',').map((name) => name.trim())

/** A made-up school's families: every combination is chance. */
const origins: Origin[] = [
  {
    weight: 46,
    feminine: list(
      'Amelia, Olivia, Isla, Ava, Emily, Grace, Freya, Poppy, Ella, Evie, Charlotte, Jessica, Daisy, Alice, Ruby, Chloë, Zoë, Florence, Molly, Lucy, Matilda, Ada, Hannah, Bethany, Anne-Marie, Ellie-Mae, Georgina, Harriet, Imogen, Niamh',
    ),
    masculine: list(
      'Oliver, George, Harry, Noah, Jack, Leo, Arthur, Oscar, Charlie, Jacob, Thomas, Henry, William, Freddie, Alfie, Ben, Theo, Archie, Samuel, Edward, Max, Toby, Daniel, Jude, Tyler-James, Billy, Reuben, Stanley, Rhys, Callum',
    ),
    surnames: list(
      "Ashworth, Bainbridge, Barraclough, Birtwistle, Blenkinsop, Bradshaw, Calloway, Clitheroe, Copperthwaite, Cottingley, Dallimore, Earnshaw, Entwistle, Fairweather, Fothergill, Garside, Greenhalgh, Hardcastle, Haythornthwaite, Higginbottom, Holroyd, Jellicoe, Kettlewell, Lamplugh, Longbottom, Micklethwait, Nettleship, Oglethorpe, Pemberton, Postlethwaite, Quarmby, Ramsbottom, Rushworth, Satterthwaite, Shackleton, Sidebottom, Smallbone, Sutcliffe, Tattersall, Thistlewood, Threlfall, Trevelyan, Tregenza, Twelvetrees, Underhill, Wainwright, Whittaker, Winterbottom, Wolstenholme, Yarwood, D'Arcy, St John, de la Mare, Smythe-Jones, Hartley-Booth, Tolley",
    ),
  },
  {
    weight: 4,
    feminine: list('Siân, Cerys, Angharad, Ffion, Mabli, Gwenllïan, Lowri, Nêst, Carys, Eleri'),
    masculine: list('Llŷr, Siôn, Rhodri, Iolo, Gruffudd, Macsen, Tomos, Owain, Idris, Steffan'),
    surnames: list('Glyndŵr, Penllŷn, ap Rhys, Llewelyn, Prydderch, Cadwaladr, Bebb, Gwilym, Tudur, Bowen'),
  },
  {
    weight: 6,
    feminine: list('Aoife, Caoimhe, Róisín, Sorcha, Saoirse, Eilidh, Mairi, Catrìona, Orla, Clodagh'),
    masculine: list('Oisín, Cillian, Fionn, Pádraig, Seán, Hamish, Ruaridh, Lachlan, Eoghan, Declan'),
    surnames: list(
      "O'Driscoll, O'Hanlon, O’Shaughnessy, Ní Bhriain, McGillicuddy, MacGregor-Wylie, McCorquodale, Mac Cába, Fitzgibbon, Drummond, Colquhoun, Auchterlonie",
    ),
  },
  {
    weight: 8,
    feminine: list('Priya, Ananya, Diya, Meera, Jasleen, Simran, Kavya, Harpreet, Nisha, Lakshmi'),
    masculine: list('Arjun, Rohan, Dev, Karan, Gurpreet, Harjit, Vikram, Ishaan, Nikhil, Aarav'),
    surnames: list(
      'Patel, Kaur, Singh, Sharma, Venkataraman, Balasubramaniam, Chakraborty, Desai, Gill, Iyer, D’Souza, Pereira',
    ),
  },
  {
    weight: 8,
    feminine: list('Ayesha, Fatima, Zainab, Maryam, Khadija, Sumaiya, Hafsa, Inaya, Nusrat, Amina'),
    masculine: list('Muhammad, Ibrahim, Hamza, Yusuf, Zayd, Bilal, Tariq, Imran, Ahmed, Mohammed Ali'),
    surnames: list(
      'Begum, Chaudhry, Rahman, Khan, Hussain, Malik, Qureshi, Uddin, Siddiqui, Miah, Akhtar, Mir',
    ),
  },
  {
    weight: 5,
    feminine: list('Nūr, Layla, Yasmīn, Hanān, Salma, Rania, Umm Kulthum, Dalia, Samira, Hodan'),
    masculine: list('Abd al-Rahman, Omar, Khālid, Mustafa, Karīm, Abdirahman, Faisal, Yāsir, Saʿid, Liban'),
    surnames: list(
      'Al-Rashid, El-Sayed, bin Yūsuf, al-Khwārizmī, Haddad, Abdi Warsame, Abu Zayd, Farah, Benhaddou, Ould Sidi',
    ),
  },
  {
    weight: 7,
    feminine: list(
      'Zofia, Małgorzata, Bożena, Aleksandra, Łucja, Oliwia, Agnieszka, Wiktoria, Maja, Zuzanna',
    ),
    masculine: list('Łukasz, Paweł, Michał, Stanisław, Kuba, Szymon, Wojciech, Kacper, Bartłomiej, Jędrzej'),
    surnames: list(
      'Wiśniewska, Wójcik, Kowalczyk, Nowak, Dąbrowski, Szczepański, Brzęczyszczykiewicz, Źrebiec, Krawiec, Żurawska',
    ),
  },
  {
    weight: 6,
    feminine: list('Chiamaka, Adéọlá, Ngozi, Temitope, Abena, Akosua, Folasade, Ifeoma, Thandiwe, Esi'),
    masculine: list('Chukwuemeka, Olúṣẹ́gun, Kwame, Tobi, Emeka, Kofi, Babatunde, Ikenna, Yaw, Sipho'),
    surnames: list(
      'Okonkwo, Adéyẹmí, Oyelaran, Nwachukwu, Mensah, Boateng, Owusu-Ansah, Eze, Dlamini, Olaniyonu, Bangura',
    ),
  },
  {
    weight: 3,
    feminine: list('Mei, Xinyi, Thảo, Linh, Hana, Yuki, Jia-Ling, Soo-Jin, Maria Luz, Anh'),
    masculine: list('Wei, Jun, Đức, Minh, Haruto, Kenji, Chun-Hei, Min-Jun, José, Quang'),
    surnames: list('Wong, Zhang, Nguyễn, Trần, Li, Ō, Tanaka, Kim, dela Cruz, Ng, Cheung, Bùi'),
  },
  {
    weight: 4,
    feminine: list('Ioana, Ștefania, Oksana, Lesia, Elif, Ayşe, Eleni, Dragana, Daniela, Jūratė'),
    masculine: list('Ionuț, Ștefan, Taras, Mykola, Emre, Oğuz, Dimitris, Živko, Andrei, Žygimantas'),
    surnames: list(
      'Țurcanu, Popescu, Shevchenko, Yılmaz, Çelik, Şahin, Papadopoulou, Đorđević, Kazlauskaitė, Horvát',
    ),
  },
  {
    weight: 3,
    feminine: list('Inês, Conceição, María José, Renée, Anaïs, Giulia, Lucía, Françoise, Beatriz, Noémie'),
    masculine: list('João, Gonçalo, Iñigo, François, Matteo, Jürgen, Loïc, Ángel, Søren, Håkon'),
    surnames: list(
      'Gonçalves, Ibáñez, Muñoz, Lefèvre, Müller, Groß, Østergaard, Åkesson, d’Aubigné, van der Meer',
    ),
  },
]

/** Names that every report, text and file has to cope with, each in use whenever there is room for them. */
export const awkwardNames: { forename: string; surname: string }[] = [
  { forename: 'Llŷr', surname: 'Glyndŵr' },
  { forename: 'Siân', surname: 'Penllŷn' },
  { forename: 'Róisín', surname: "O'Driscoll" },
  { forename: 'Łukasz', surname: 'Brzęczyszczykiewicz' },
  { forename: 'Abd al-Rahman', surname: 'al-Khwārizmī' },
  { forename: 'Olúṣẹ́gun', surname: 'Adéyẹmí' },
  { forename: 'Thảo', surname: 'Nguyễn' },
  { forename: 'Wei', surname: 'Li' },
  { forename: 'Anne-Marie', surname: 'D’Souza' },
  {
    forename: 'Maximilian Bartholomew Fitzgerald',
    surname: 'Featherstonehaugh-Cholmondeley-Marjoribanks',
  },
]

export type Gender = 'feminine' | 'masculine'

/** A family: its members share a surname, and mostly an origin. */
export interface FamilyName {
  surname: string
  origin: number
}

export function familyName(random: Random): FamilyName {
  const origin = random.weighted(origins)
  const surname = random.pick(origin.surnames)
  const doubled = random.chance(0.04) && !/[ -]/.test(surname)
  return {
    surname: doubled ? `${surname}-${random.pick(origins[0]!.surnames)}` : surname,
    origin: origins.indexOf(origin),
  }
}

export function forename(random: Random, origin: number, gender: Gender): string {
  const from = random.chance(0.85) ? origins[origin]! : origins[0]!
  return random.pick(from[gender])
}

/** A name in the letters that mail addresses and staff codes are made of: a to z. */
export function plainLetters(name: string): string {
  const stripped = name.normalize('NFD').replace(/[łŁ]/g, 'l').replace(/[đĐ]/g, 'd').replace(/ß/g, 'ss')
  return stripped
    .replace(/[øØ]/g, 'o')
    .replace(/ı/g, 'i')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
}
