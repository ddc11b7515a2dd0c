//! The few things the app asks of the browser directly.

use std::cell::Cell;
use time::OffsetDateTime;
use web_sys::{Document, Element, HtmlElement, Storage, UrlSearchParams, Window, wasm_bindgen::JsCast};

pub fn window() -> Window {
    web_sys::window().expect("the app runs in a browser window")
}

pub fn document() -> Document {
    window().document().expect("the window shows a document")
}

/// Kept until the tab is closed. `None` where the browser forbids storage; everything works then,
/// but a reload starts over.
pub fn session_storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// Kept for the next visit.
pub fn local_storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Milliseconds that an answer may have been on its way or in a cache.
const LONGEST_WAY: f64 = 60_000.0;

thread_local! {
    /// By how many milliseconds the server's clock is ahead; not a number before it has told the time.
    static AHEAD: Cell<f64> = const { Cell::new(f64::NAN) };
}

/// An answer's `Date`. Of several the one that is furthest ahead counts: others were on their way longer; unless the
/// browser's own clock was set in between.
pub fn hear_time(date: &str) {
    let (kept, heard) = (AHEAD.get(), js_sys::Date::parse(date) - js_sys::Date::now());
    AHEAD.set(if kept - heard > LONGEST_WAY { heard } else { kept.max(heard) });
}

/// The server's clock, by which everything ends; the browser's as long as it hasn't told the time.
pub fn now() -> OffsetDateTime {
    let ahead = Some(AHEAD.get()).filter(|ahead| ahead.is_finite()).unwrap_or_default();
    let now = (js_sys::Date::now() + ahead) / 1000.0;
    OffsetDateTime::from_unix_timestamp(now as i64).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

pub fn media_matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Has the browser save the file at that address of ours; the page stays.
pub fn download(address: &str) {
    // Refused only for what isn't an address.
    let _ = window().location().assign(address);
}

/// Leaves the page for that address, another's too.
pub fn load(address: &str) {
    download(address);
}

/// What the page's address says under that name.
pub fn asked(name: &str) -> Option<String> {
    UrlSearchParams::new_with_str(&window().location().search().ok()?).ok()?.get(name)
}

/// Moves the focus to the element of that id and brings it into view.
pub fn focus(id: &str) {
    take_focus(document().get_element_by_id(id));
}

/// Moves the focus to the page's heading: whenever what had it is about to go.
pub fn focus_heading() {
    take_focus(document().query_selector("main h1").ok().flatten());
}

/// Moves the focus to that element, if it is there.
pub fn take_focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Only an element that has gone can't take the focus; nothing is lost then.
        let _ = element.focus();
    }
}
