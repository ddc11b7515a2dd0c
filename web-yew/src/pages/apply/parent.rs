//! Step 4 填寫家長資料.

use super::step::{StepProps, step};
use crate::{
    components::{
        button::Button,
        error_summary::ErrorSummary,
        notice::Notice,
        parent_fields::{ParentFields, use_parent_nodes},
    },
    draft::{ParentForm, use_draft},
    form::FormErrors,
    i18n::use_i18n,
    route::{Route, use_go},
    session::use_session,
};
use shared_types::verification::ContactChannel;
use yew::prelude::*;

/// The page; its content needs a session.
pub fn page() -> Html {
    step(Route::ApplyParent, 4, "parent.title", |onerror| html! { <Parent {onerror} /> })
}

#[component]
fn Parent(props: &StepProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let session = use_session();
    let go = use_go();
    let nodes = use_parent_nodes();
    let errors = use_state(FormErrors::default);
    // What the fields begin with; what is typed later lives in them, not here.
    let values = use_memo((), |()| {
        let mut values = draft.parent.clone();
        if let Some(session) = session.applicant().present() {
            let proved = match session.channel {
                ContactChannel::Email => &mut values.email,
                ContactChannel::Sms => &mut values.mobile,
            };
            if proved.is_empty() {
                proved.clone_from(&session.address);
            }
        }
        values
    });
    let had_all_but_id = use_memo((), |()| !draft.parent.name.is_empty() && draft.parent_national_id.is_none());
    let national_id = use_memo((), |()| draft.parent_national_id.clone().unwrap_or_default());

    let onleave = {
        let (draft, nodes) = (draft.clone(), nodes.clone());
        Callback::from(move |()| {
            let form = nodes.read();
            draft.change(move |draft| draft.parent = form);
        })
    };
    let onsubmit = {
        let (i18n, nodes, errors, onerror) = (i18n.clone(), nodes.clone(), errors.clone(), props.onerror.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let mut wrong = FormErrors::default();
            nodes.check(&mut wrong, &i18n, true);
            let good = wrong.is_empty();
            onerror.emit(!good);
            errors.set(wrong);
            if good {
                let (form, national_id): (ParentForm, _) = (nodes.read(), nodes.national_id());
                draft.change(move |draft| {
                    draft.parent = form;
                    draft.parent_national_id = Some(national_id);
                });
                go.to(Route::ApplyCheck);
            }
        })
    };
    html! {
        <>
            if *had_all_but_id { <Notice><p>{ i18n.t("parent.id_again") }</p></Notice> }
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form card" {onsubmit} novalidate=true>
                <ParentFields {nodes} values={(*values).clone()} national_id={(*national_id).clone()}
                    errors={(*errors).clone()} {onleave} />
                <div class="bar"><Button>{ i18n.t("action.next") }</Button></div>
            </form>
        </>
    }
}
