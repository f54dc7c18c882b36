/**
 * Keeps the files of one assessment, exactly those of one build, so that it opens without a network.
 *
 * With a network the host's files come first, so a new build shows at the next reload. Answers are not kept here.
 * Every file has the hash that the build gave it. No other address is ever asked, here or elsewhere.
 */
/** @type {Record<string, string>} the files by their address from here, with their hashes */
const FILES = {};
const VERSION = '';
const PATIENCE = 3000;
const HERE = registration.scope;
/** Caches belong to the whole origin, other assessments' too. */
const OURS = `cxassess ${HERE} `;
const CACHE = OURS + VERSION;

async function keep() {
  const cache = await caches.open(CACHE);
  const wanted = Object.entries(FILES);
  await cache.addAll(wanted.map(([name, integrity]) => new Request(name, { integrity, cache: 'no-cache' })));
  await skipWaiting();
}

async function tidy() {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

/** @param {Request} request @returns {Promise<Response>} from the host, if it answers soon */
function fresh(request) {
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE);
    fetch(request).then(resolve, reject);
  });
}

/** @param {Request} request @param {string} name @returns {Promise<Response>} */
async function answer(request, name) {
  const kept = await caches.match(new URL(name, HERE), { cacheName: CACHE });
  if (!kept) return fetch(request);
  try {
    const found = await fresh(request);
    return found.status < 500 ? found : kept;
  } catch {
    return kept;
  }
}

addEventListener('install', (event) => event.waitUntil(keep()));
addEventListener('activate', (event) => event.waitUntil(tidy()));
addEventListener('fetch', (event) => {
  const [address] = event.request.url.split(/[?#]/);
  const name = address.slice(HERE.length).replace(/^(index\.html)?$/, './');
  const isOurs = address.startsWith(HERE) && event.request.method === 'GET' && Object.hasOwn(FILES, name);
  if (isOurs) event.respondWith(answer(event.request, name));
});
