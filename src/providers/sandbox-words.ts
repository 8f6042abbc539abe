// Word lists for the sandbox's seed. Kept apart so that sandbox-seed.ts reads as rules.

export interface City {
  readonly city: string
  readonly region: string
  /** Two-letter state or province where the country is US or CA, else null. */
  readonly state: string | null
  readonly postalCode: string
  readonly country: string
  readonly dial: string
}

type List<Item> = readonly [Item, ...Item[]]

function list(text: string): List<string> {
  const [first = '', ...others] = text.trim().split(/,\s+/)
  return [first, ...others]
}

export const companyNames = list(`
  Alder Row, Amber Quay, Barley Moon, Birch Hollow, Bluestone, Bramble Court, Candlewick, Carrick Bay,
  Chalk Hill, Clover Yard, Copper Lantern, Coral Gate, Dapple Grove, Drift Harbour, Eastwind, Ember Lane,
  Fallow Deer, Ferry Point, Firefly Mill, Flint Corner, Foxglove, Gale Street, Gannet Rock, Glasswater,
  Greenfinch, Hazel Ridge, Heron Marsh, Hollow Oak, Indigo Wharf, Ivory Pine, Juniper Loft, Kelp Forest,
  Kite Meadow, Lamplight, Linden Arch, Lobster Pot, Magpie Hall, Marigold, Mill Race, Moorland, Mulberry Steps,
  Nettle Bank, Nine Wells, Oat Barn, Osprey Cove, Paper Boat, Pebble Cross, Plum Orchard, Puffin Stack,
  Quarry Edge, Quince Garden, Rowan Tree, Rushlight, Salt Wind, Sandpiper, Sorrel Field, Spindle Top,
  Starling Hill, Stone Heron, Tamarisk, Tern Island, Thimble, Umber Vale, Violet Dune, Walnut Close,
  Weaver Bridge, Wild Teasel, Willow Weir, Wren Cottage, Yarrow End, Yew Lodge, Zephyr Down
`)

export const companyKinds = list(`
  Bakery, Books, Brewing, Carpentry, Catering, Ceramics, Cider, Coffee, Consulting, Cycles, Dairy, Dental,
  Design, Electrical, Engineering, Events, Fabrics, Florists, Foods, Freight, Gardens, Glazing, Instruments,
  Interiors, Joinery, Kitchens, Labs, Landscapes, Legal, Lighting, Logistics, Media, Metalwork, Motors,
  Nurseries, Optics, Packaging, Physiotherapy, Plumbing, Press, Robotics, Roofing, Sailing, Software, Studios,
  Surveyors, Tailors, Tea, Textiles, Tools, Toys, Veterinary
`)

export const companyEndings: Readonly<Record<'layer' | 'sequence' | 'thred', List<string>>> = {
  layer: ['LLC', 'Inc', 'Co', 'LLP', 'Group'],
  sequence: ['Ltd', 'Inc', 'GmbH', 'BV', 'SAS', 'AB'],
  thred: ['Ltd', 'LLP', 'Co Ltd', 'plc', 'Partners'],
}

/** Where a company of this legal form is at home; forms that are known in many countries are left out. */
export const countryOfEnding: Readonly<Record<string, string>> = {
  AB: 'SE',
  BV: 'NL',
  GmbH: 'DE',
  Inc: 'US',
  LLC: 'US',
  Ltd: 'GB',
  SAS: 'FR',
}

export const firstNames = list(`
  Ada, Agnes, Amir, Ana, Bea, Caleb, Chidi, Clara, Dev, Edith, Elif, Ewan, Farah, Femi, Greta, Hamish, Ines,
  Iris, Jonas, Kavya, Lena, Leo, Maeve, Mateo, Mina, Nia, Noor, Olu, Otto, Petra, Priya, Rafe, Rosa, Sami,
  Tariq, Tess, Ulla, Vera, Wes, Yara
`)

export const lastNames = list(`
  Abara, Ashdown, Bellweather, Brandt, Carrow, Castellan, Dunmore, Eklund, Fairbairn, Finch, Galloway, Haddad,
  Hartwell, Ibarra, Jessop, Kaur, Kestle, Lindqvist, Lockhart, Marlowe, Mbeki, Nakano, Northcote, Okafor,
  Penhale, Quill, Rademaker, Sandoval, Sharma, Thorne, Usman, Vane, Whitlock, Winterbourne, Yilmaz, Zeller
`)

export const streets = list(`
  Quay Road, Mill Lane, Cedar Street, Station Road, Harbor Drive, Orchard Way, Castle Street, Canal Walk,
  Market Square, Foundry Lane, Lakeview Avenue, Chapel Hill, Bridge Street, Windmill Rise, Dock Street
`)

const american: List<City> = [
  { city: 'Oakland', region: 'California', state: 'CA', postalCode: '94607', country: 'US', dial: '+1 510' },
  { city: 'Portland', region: 'Oregon', state: 'OR', postalCode: '97209', country: 'US', dial: '+1 503' },
  { city: 'Asheville', region: 'North Carolina', state: 'NC', postalCode: '28801', country: 'US', dial: '+1 828' },
  { city: 'Duluth', region: 'Minnesota', state: 'MN', postalCode: '55802', country: 'US', dial: '+1 218' },
  { city: 'Burlington', region: 'Vermont', state: 'VT', postalCode: '05401', country: 'US', dial: '+1 802' },
  { city: 'Santa Fe', region: 'New Mexico', state: 'NM', postalCode: '87501', country: 'US', dial: '+1 505' },
  { city: 'Halifax', region: 'Nova Scotia', state: 'NS', postalCode: 'B3J 1S9', country: 'CA', dial: '+1 902' },
]

const british: List<City> = [
  { city: 'Ely', region: 'Cambridgeshire', state: null, postalCode: 'CB7 4AA', country: 'GB', dial: '+44 1353' },
  { city: 'Leith', region: 'Edinburgh', state: null, postalCode: 'EH6 6AA', country: 'GB', dial: '+44 131' },
  { city: 'Whitby', region: 'North Yorkshire', state: null, postalCode: 'YO21 1AA', country: 'GB', dial: '+44 1947' },
  {
    city: 'Hebden Bridge',
    region: 'West Yorkshire',
    state: null,
    postalCode: 'HX7 6AA',
    country: 'GB',
    dial: '+44 1422',
  },
  { city: 'Falmouth', region: 'Cornwall', state: null, postalCode: 'TR11 3AA', country: 'GB', dial: '+44 1326' },
  { city: 'Galway', region: 'County Galway', state: null, postalCode: 'H91 A0A0', country: 'IE', dial: '+353 91' },
]

const continental: List<City> = [
  { city: 'Lübeck', region: 'Schleswig-Holstein', state: null, postalCode: '23552', country: 'DE', dial: '+49 451' },
  { city: 'Utrecht', region: 'Utrecht', state: null, postalCode: '3511', country: 'NL', dial: '+31 30' },
  { city: 'Nantes', region: 'Pays de la Loire', state: null, postalCode: '44000', country: 'FR', dial: '+33 2 40' },
  { city: 'Göteborg', region: 'Västra Götaland', state: null, postalCode: '411 03', country: 'SE', dial: '+46 31' },
  { city: 'Porto', region: 'Porto', state: null, postalCode: '4050-001', country: 'PT', dial: '+351 22' },
]

export const cities: Readonly<Record<'layer' | 'sequence' | 'thred', List<City>>> = {
  layer: american,
  sequence: [...continental, ...american, ...british],
  thred: british,
}
