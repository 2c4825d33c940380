// What a page does beyond reading. Without this file every page says all that it has to say.
"use strict";
