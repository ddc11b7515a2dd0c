//! 顯示設定: which columns, how dense, and the single keys.

use super::preferences::Preferences;
use crate::{
    components::button::{Button, Look},
    i18n::I18n,
};
use shared_types::review::ReviewColumn;
use yew::prelude::*;

/// A fold-out; `on_help` opens the list of the keys.
pub fn settings(i18n: &I18n, now: &Preferences, choose: &Callback<Preferences>, on_help: Callback<()>) -> Html {
    let toggle = |words: AttrValue, checked: bool, then: Preferences| {
        let onchange = choose.reform(move |_: Event| then.clone());
        html! { <label class="check"><input type="checkbox" {checked} {onchange} /><span>{ words }</span></label> }
    };
    let column = |column: ReviewColumn| {
        let shown = now.shows(column);
        let mut hidden = now.hidden.clone();
        match shown {
            true => hidden.push(column),
            false => hidden.retain(|one| *one != column),
        }
        let words = i18n.t(&format!("review.column.{}", column.code()));
        html! { <li key={column.code()}>{ toggle(words, shown, Preferences { hidden, ..now.clone() }) }</li> }
    };
    let columns = ReviewColumn::ALL.into_iter().filter(|column| Preferences::can_hide(*column));
    html! {
        <details class="settings">
            <summary class="btn btn--quiet btn--small">{ i18n.t("review.settings") }</summary>
            <div class="settings__panel card card--tight">
                <fieldset>
                    <legend>{ i18n.t("review.settings.columns") }</legend>
                    <ul>{ for columns.map(column) }</ul>
                </fieldset>
                { toggle(i18n.t("review.settings.dense"), now.dense, Preferences { dense: !now.dense, ..now.clone() }) }
                { toggle(i18n.t("review.settings.shortcuts"), now.shortcuts, Preferences { shortcuts: !now.shortcuts, ..now.clone() }) }
                <div><Button look={Look::Link} small=true onclick={on_help}>{ i18n.t("review.keys") }</Button></div>
            </div>
        </details>
    }
}
