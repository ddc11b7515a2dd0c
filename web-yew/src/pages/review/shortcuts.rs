//! Single keys for a reviewer without a mouse. Off until switched on (WCAG 2.1.4), and never while something is typed
//! or a dialog is open.

use crate::{browser, i18n::I18n};
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, KeyboardEvent, wasm_bindgen::JsCast};
use yew::prelude::*;

/// The ids of the buttons that keys press.
pub const APPROVE: &str = "approve-selected";
pub const RETURN: &str = "return-selected";

/// Each key and the end of the key of its words.
const KEYS: [(&str, &str); 7] = [
    ("j", "next"),
    ("k", "previous"),
    ("x", "select"),
    ("o", "open"),
    ("a", "approve"),
    ("r", "return"),
    ("?", "help"),
];

/// Listens as long as the grid is shown and the keys are switched on.
#[hook]
pub fn use_shortcuts(enabled: bool, on_help: Callback<()>) {
    use_effect_with(enabled, move |enabled| {
        let listener = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            if is_meant(&event) && press(&event.key(), &on_help) {
                event.prevent_default();
            }
        });
        let target = browser::document();
        if *enabled {
            // Fails for no event of this kind; so below.
            let _ = target.add_event_listener_with_callback("keydown", listener.as_ref().unchecked_ref());
        }
        move || {
            let _ = target.remove_event_listener_with_callback("keydown", listener.as_ref().unchecked_ref());
        }
    });
}

/// Not a part of something else: a combination, a word that is typed, an answer to a dialog.
fn is_meant(event: &KeyboardEvent) -> bool {
    let is_combined = event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing();
    let typing = "input:not([type=checkbox]), select, textarea";
    let is_typed = browser::document().active_element().is_some_and(|element| element.matches(typing).unwrap_or(false));
    !is_combined && !is_typed && find("dialog[open]").is_none()
}

/// Whether the key is one of ours.
fn press(key: &str, on_help: &Callback<()>) -> bool {
    match key {
        "j" => step(1),
        "k" => step(-1),
        "x" => click(in_row("input[type=checkbox]")),
        "o" => click(in_row(".grid__open")),
        "a" => click(find(&format!("#{APPROVE}"))),
        "r" => click(find(&format!("#{RETURN}"))),
        "?" => on_help.emit(()),
        _ => return false,
    }
    true
}

fn find(selector: &str) -> Option<Element> {
    browser::document().query_selector(selector).ok().flatten()
}

/// The row that has the focus.
fn row() -> Option<Element> {
    browser::document().active_element()?.closest(".grid tbody tr").ok().flatten()
}

fn in_row(selector: &str) -> Option<Element> {
    row()?.query_selector(selector).ok().flatten()
}

/// To the next row or the one before, from wherever the focus is; the first when it is in none.
fn step(by: i32) {
    let to = match row() {
        Some(row) if by > 0 => row.next_element_sibling(),
        Some(row) => row.previous_element_sibling(),
        None => find(".grid tbody tr"),
    };
    browser::take_focus(to.and_then(|row| row.query_selector(".grid__open").ok().flatten()));
}

fn click(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// The list of the keys.
pub fn keys(i18n: &I18n) -> Html {
    let line = |(key, words): (&str, &str)| {
        html! { <div><dt><kbd>{ key.to_owned() }</kbd></dt><dd>{ i18n.t(&format!("review.keys.{words}")) }</dd></div> }
    };
    html! { <dl class="keys">{ for KEYS.into_iter().map(line) }</dl> }
}
