//! Choosing one of 280 schools by typing a few characters or by scrolling with a thumb.
//! The ARIA combobox pattern with a list; the focus stays in the input.

use super::school_search::{exact, matching, shown};
use crate::{browser, components::field::value_of, form::FieldMessage, i18n::use_i18n};
use shared_types::{
    language::Language,
    school::{School, SchoolLevel},
};
use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct SchoolComboboxProps {
    pub id: &'static str,
    pub label: AttrValue,
    pub schools: Rc<Vec<School>>,
    /// Only schools of this level are offered.
    pub level: Option<SchoolLevel>,
    /// The code of the chosen school.
    pub chosen: Option<AttrValue>,
    /// A code, or `None` while something else is being typed.
    pub onchoose: Callback<Option<String>>,
    #[prop_or_default]
    pub error: Option<FieldMessage>,
}

/// A school.
#[component]
pub fn SchoolCombobox(props: &SchoolComboboxProps) -> Html {
    let i18n = use_i18n();
    let node = use_node_ref();
    let open = use_state_eq(|| false);
    let query = use_state_eq(String::new);
    let active = use_state_eq(|| None::<usize>);
    // The attempt whose message typing has answered.
    let answered = use_state_eq(|| 0);
    let attempt = props.error.as_ref().map_or(0, |error| error.attempt);
    let error = props.error.clone().filter(|_| attempt != *answered);
    let is_latin = i18n.language() != Language::TraditionalChinese;
    let found: Vec<School> = matching(&props.schools, props.level, &query).into_iter().cloned().collect();

    use_shown_choice(node.clone(), props.chosen.clone(), props.schools.clone(), is_latin);
    use_in_view(props.id, *active);

    let choose = {
        let (open, active, onchoose, node) = (open.clone(), active.clone(), props.onchoose.clone(), node.clone());
        Callback::from(move |school: School| {
            if let Some(input) = node.cast::<HtmlInputElement>() {
                input.set_value(&shown(&school, is_latin));
            }
            open.set(false);
            active.set(None);
            onchoose.emit(Some(school.code));
        })
    };
    let typed = {
        let (open, active, query, node) = (open.clone(), active.clone(), query.clone(), node.clone());
        let (onchoose, answered) = (props.onchoose.clone(), answered.clone());
        Callback::from(move |()| {
            answered.set(attempt);
            query.set(value_of(&node));
            open.set(true);
            active.set(None);
            onchoose.emit(None);
        })
    };
    let oninput = {
        let typed = typed.clone();
        // Half a character finds nothing; the end of the composition comes as its own event.
        Callback::from(move |event: InputEvent| {
            if !event.is_composing() {
                typed.emit(());
            }
        })
    };
    use_composition_end(node.clone(), typed);

    let onopen = {
        let (open, query, node) = (open.clone(), query.clone(), node.clone());
        let is_chosen = props.chosen.is_some();
        Callback::from(move |()| {
            // Beside a choice already made all others are offered, and typing replaces it.
            query.set(if is_chosen { String::new() } else { value_of(&node) });
            if let (true, Some(input)) = (is_chosen, node.cast::<HtmlInputElement>()) {
                input.select();
            }
            open.set(true);
        })
    };
    let onblur = {
        let (open, node, choose, is_chosen) = (open.clone(), node.clone(), choose.clone(), props.chosen.is_some());
        let (schools, level) = (props.schools.clone(), props.level);
        Callback::from(move |_: FocusEvent| {
            open.set(false);
            if let (false, Some(school)) = (is_chosen, exact(&schools, level, &value_of(&node))) {
                choose.emit(school.clone());
            }
        })
    };
    let onkeydown = {
        let (open, active, found, choose, onopen) =
            (open.clone(), active.clone(), found.clone(), choose.clone(), onopen.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.is_composing() {
                return;
            }
            let last = found.len().saturating_sub(1);
            match event.key().as_str() {
                "ArrowDown" | "ArrowUp" => {
                    event.prevent_default();
                    if !*open {
                        onopen.emit(());
                    }
                    let next = match (*active, event.key() == "ArrowDown") {
                        (Some(index), true) if index < last => index + 1,
                        (Some(index), false) if index > 0 => index - 1,
                        (_, true) => 0,
                        (_, false) => last,
                    };
                    active.set((!found.is_empty()).then_some(next));
                }
                "Enter" if *open => {
                    // Choosing must not send the form.
                    event.prevent_default();
                    let only = (found.len() == 1).then_some(0);
                    if let Some(school) = active.or(only).and_then(|index| found.get(index)) {
                        choose.emit(school.clone());
                    }
                }
                "Tab" if *open => {
                    if let Some(school) = active.and_then(|index| found.get(index)) {
                        choose.emit(school.clone());
                    }
                }
                "Escape" => {
                    open.set(false);
                    active.set(None);
                }
                _ => {}
            }
        })
    };

    let id = props.id;
    let option = |(index, school): (usize, &School)| {
        let onclick = {
            let (choose, school) = (choose.clone(), school.clone());
            Callback::from(move |_: MouseEvent| choose.emit(school.clone()))
        };
        html! {
            <li key={school.code.clone()} id={format!("{id}-{index}")} class="combobox__item" role="option" {onclick}
                aria-selected={(*active == Some(index)).to_string()}>
                { &school.name }<small>{ &school.district }</small>
                if is_latin {
                    <small class="combobox__latin">
                        { i18n.with("school.latin", &[("name", &school.romanised_name), ("district", &school.romanised_district)]) }
                    </small>
                }
            </li>
        }
    };
    let found_words = match found.len() {
        0 => i18n.t("school.none"),
        count => i18n.with("school.found", &[("count", &count.to_string())]),
    };
    let stay = Callback::from(|event: MouseEvent| event.prevent_default());
    let described = if error.is_some() { format!("{id}-hint {id}-error") } else { format!("{id}-hint") };
    html! {
        <div class={classes!("field", error.is_some().then_some("field--wrong"))}>
            <label for={id}>{ props.label.clone() }</label>
            <span class="hint" id={format!("{id}-hint")}>{ i18n.t("school.hint") }</span>
            if let Some(error) = &error {
                <span class="error" id={format!("{id}-error")}>{ error.text.clone() }</span>
            }
            <div class="combobox">
                <input ref={node} {id} class="input" type="text" role="combobox" autocomplete="off" spellcheck="false"
                    autocapitalize="off" enterkeyhint="done" aria-autocomplete="list" aria-haspopup="listbox"
                    aria-expanded={open.to_string()} aria-controls={format!("{id}-list")} aria-describedby={described}
                    aria-invalid={error.is_some().then_some("true")}
                    aria-activedescendant={active.filter(|_| *open).map(|index| format!("{id}-{index}"))}
                    {oninput} {onkeydown} {onblur} onclick={onopen.reform(|_: MouseEvent| ())} />
                // Pressing a school must not take the focus, and with it the list, away.
                <ul id={format!("{id}-list")} class="combobox__list" role="listbox" aria-label={props.label.clone()}
                    hidden={!*open || found.is_empty()} onmousedown={stay}>
                    if *open { { for found.iter().enumerate().map(option) } }
                </ul>
            </div>
            <span class={if found.is_empty() { "hint" } else { "visually-hidden" }} role="status">
                if *open { { found_words } }
            </span>
        </div>
    }
}

/// Writes the chosen school into the input: after a reload, or when the page takes the choice back.
#[hook]
fn use_shown_choice(node: NodeRef, chosen: Option<AttrValue>, schools: Rc<Vec<School>>, is_latin: bool) {
    use_effect_with((chosen, schools, is_latin), move |(chosen, schools, is_latin)| {
        let Some(input) = node.cast::<HtmlInputElement>() else { return };
        let is_typing = browser::document().active_element().is_some_and(|focused| focused == **input);
        match chosen.as_deref().and_then(|code| schools.iter().find(|school| school.code == code)) {
            Some(school) => input.set_value(&shown(school, *is_latin)),
            None if !is_typing => input.set_value(""),
            None => {}
        }
    });
}

/// Yew has no event for the end of a composition, and not every browser sends an input after it.
#[hook]
fn use_composition_end(node: NodeRef, then: Callback<()>) {
    let latest = use_mut_ref(|| then.clone());
    *latest.borrow_mut() = then;
    use_effect_with((), move |()| {
        let listener = Closure::<dyn Fn()>::new(move || {
            let then = latest.borrow().clone();
            then.emit(());
        });
        let input = node.cast::<HtmlInputElement>();
        if let Some(input) = &input {
            // Fails for no element and no event of this kind.
            let _ = input.add_event_listener_with_callback("compositionend", listener.as_ref().unchecked_ref());
        }
        move || drop((input, listener))
    });
}

#[hook]
fn use_in_view(id: &'static str, active: Option<usize>) {
    use_effect_with(active, move |active| {
        let option = active.and_then(|index| browser::document().get_element_by_id(&format!("{id}-{index}")));
        if let Some(option) = option {
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });
}
