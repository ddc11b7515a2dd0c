//! Step 1 取得驗證碼: the address.

use crate::{
    components::{
        contact_form::ContactForm,
        leave::LeaveButton,
        notice::{Notice, NoticeKind},
        outside_line::outside_line,
        page::Page,
    },
    draft::use_draft,
    form::use_wrong,
    i18n::use_i18n,
    route::{Route, use_go},
    session::use_session,
};
use shared_types::contact::shown;
use yew::prelude::*;
use yew_router::prelude::*;

/// Begins an application, or goes on with one whose session has ended.
#[component]
pub fn ContactPage() -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let go = use_go();
    let session = use_session();
    {
        let session = session.clone();
        // Only somebody who has been here before can have a session to go on with.
        use_effect_with(draft.session_ends.is_some(), move |been_here| {
            if *been_here && session.applicant().present().is_none() {
                session.reload_applicant();
            }
        });
    }
    let (error, onerror) = use_wrong();
    let onsent = Callback::from(move |()| go.to(Route::ApplyCode));
    html! {
        <Page title={i18n.t("contact.title")} step={Some(1)} {error}>
            if draft.session_ended {
                <Notice kind={NoticeKind::Warn} live=true><p>{ i18n.t("contact.session_ended") }</p></Notice>
            }
            if let Some(session) = session.applicant().present() {
                <Notice>
                    <p>{ i18n.with("contact.verified", &[("address", &shown(&session.address))]) }</p>
                    <div class="actions">
                        <Link<Route> to={Route::ApplyStudents} classes="btn">{ i18n.t("contact.go_on") }</Link<Route>>
                        <LeaveButton>{ i18n.t("visit.leave") }</LeaveButton>
                    </div>
                </Notice>
            }
            { outside_line(&i18n) }
            <p>{ i18n.t("contact.intro") }</p>
            <ContactForm {onsent} {onerror} />
        </Page>
    }
}
