// What the page does. Split it into modules as it grows: import { something } from './something.js'
