//! What people ask in step 2, answered where they ask it.

use crate::{components::rules::rules, i18n::I18n};
use yew::prelude::*;

/// 「名字的字不一樣？」: names are the school's, and a variant or a homophone of a character is no obstacle.
pub fn names_differ(i18n: &I18n) -> Html {
    html! {
        <details class="card card--tight">
            <summary>{ i18n.t("help.names") }</summary>
            { rules(i18n, &["help.names_school", "help.names_judge", "help.names_mend"]) }
        </details>
    }
}

/// What can be the reason where a child isn't found, without saying which; and whom to call at that school.
pub fn not_found(i18n: &I18n, school_code: &str) -> Html {
    html! {
        <details class="card card--tight" open=true>
            <summary>{ i18n.t("help.not_found") }</summary>
            { rules(i18n, &["help.look_id", "help.look_school", "help.look_new", "help.look_name", "help.call"]) }
            <a class="btn btn--link" href={["/progress/contacts#", school_code].concat()} target="_blank">{ i18n.t("help.contacts") }</a>
        </details>
    }
}
