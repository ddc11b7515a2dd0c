//! Whose session it is, and the way out of it.

use crate::{components::leave::LeaveButton, i18n::use_i18n, session::use_applicant};
use shared_types::contact::shown;
use yew::prelude::*;

/// Ends the page of somebody with an applicant session; nothing for others.
#[component]
pub fn Visit() -> Html {
    let i18n = use_i18n();
    let applicant = use_applicant();
    let Some(session) = applicant.present() else { return Html::default() };
    html! {
        <div class="visit">
            <div class="stack stack--tight">
                <p>{ i18n.with("visit.address", &[("address", &shown(&session.address))]) }</p>
                <p class="hint">{ i18n.t("visit.shared") }</p>
            </div>
            <LeaveButton>{ i18n.t("visit.leave") }</LeaveButton>
        </div>
    }
}
