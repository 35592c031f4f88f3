"""All that a site leaves on the device, as text: what is readable in it can be searched."""

from playwright.sync_api import Error, Page

VIDER = """async () => {
    const lire = (demande) => new Promise((oui, non) => {
        demande.onsuccess = () => oui(demande.result);
        demande.onerror = () => non(demande.error);
    });
    const texte = (valeur) => JSON.stringify(valeur, (cle, v) => {
        if (v instanceof ArrayBuffer) v = new Uint8Array(v);
        return ArrayBuffer.isView(v) ? new TextDecoder("latin1").decode(v) : v;
    });
    const morceaux = [texte({ ...localStorage }), texte({ ...sessionStorage }), document.cookie];
    for (const { name } of await indexedDB.databases()) {
        const base = await lire(indexedDB.open(name));
        for (const rayon of base.objectStoreNames) {
            const lignes = base.transaction(rayon).objectStore(rayon);
            morceaux.push(`${name}/${rayon}`, texte(await lire(lignes.getAllKeys())));
            morceaux.push(texte(await lire(lignes.getAll())));
        }
        base.close();
    }
    for (const nom of await caches.keys()) {
        const cache = await caches.open(nom);
        for (const demande of await cache.keys()) {
            morceaux.push(demande.url, await (await cache.match(demande)).text());
        }
    }
    return morceaux.join("\\n");
}"""


def vider_stockage(page: Page) -> str:
    """A page that a late answer is still replacing is read once it is there."""
    try:
        return page.evaluate(VIDER)
    except Error:
        page.wait_for_load_state()
        return page.evaluate(VIDER)
