//! Step 4 填寫家長資料: the ID number first, because somebody with an account is asked for nothing more.

use super::{
    gate::left_for_step_one,
    step::{StepProps, step},
};
use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        notice::Notice,
        parent_fields::{NATIONAL_ID, ParentFields, id_field, use_parent_nodes},
        summary_list::{Change, Line, summary_list},
    },
    draft::use_draft,
    form::{FieldPlace, FormErrors},
    i18n::{I18n, use_i18n},
    route::{Route, use_go},
    session::use_session,
    task::use_task,
};
use shared_types::{account::KnownAccount, national_id::NationalId, problem::FieldCode, verification::ContactChannel};
use yew::prelude::*;
use yew_router::prelude::*;

/// The page; its content needs a session.
pub fn page() -> Html {
    step(Route::ApplyParent, Route::ApplyConsent, 4, "parent.title", |onerror| html! { <Parent {onerror} /> })
}

#[component]
fn Parent(props: &StepProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let session = use_session();
    let changing = use_state_eq(|| false);
    let changes = |value: bool| {
        let changing = changing.clone();
        Callback::from(move |()| {
            browser::focus_heading();
            changing.set(value);
        })
    };
    let own = session.applicant().present().and_then(|applicant| applicant.account.as_ref());
    if let Some(account) = own {
        return known(&i18n, Vec::new(), account, "parent.own_account");
    }
    let Some(national_id) = draft.parent_national_id.as_deref().filter(|_| !*changing) else {
        let onchanged = changing.then(|| changes(false));
        return html! { <Identify {onchanged} onerror={props.onerror.clone()} /> };
    };
    let masked = NationalId::parse(national_id).map(|id| id.masked()).unwrap_or_default();
    let lines = vec![Line::changeable(i18n.t("parent.national_id"), masked, Change::Here(changes(true)))];
    match &draft.known_account {
        Some(account) => known(&i18n, lines, account, "parent.known_account"),
        None => html! {
            <>
                <section class="card card--tight">{ summary_list(&i18n, &lines) }</section>
                <Data onerror={props.onerror.clone()} />
            </>
        },
    }
}

/// What an account shows of itself.
pub fn account_lines(i18n: &I18n, account: &KnownAccount) -> [Line; 3] {
    [
        Line::fixed(i18n.t("parent.name"), account.name_masked.clone()),
        Line::fixed(i18n.t("parent.email"), account.email_masked.clone()),
        Line::fixed(i18n.t("parent.mobile"), account.mobile_masked.clone()),
    ]
}

/// Whose data are known: which account it will be, and on.
fn known(i18n: &I18n, mut lines: Vec<Line>, account: &KnownAccount, sentence: &str) -> Html {
    let typed = !lines.is_empty();
    lines.extend(account_lines(i18n, account));
    html! {
        <>
            <Notice><p>{ i18n.t(sentence) }</p></Notice>
            <section class="card stack">
                { summary_list(i18n, &lines) }
                if typed { <p class="hint">{ i18n.t("parent.account_data") }</p> }
                <div class="bar">
                    <Link<Route> to={Route::ApplyCheck} classes="btn">{ i18n.t("action.next") }</Link<Route>>
                </div>
            </section>
        </>
    }
}

#[derive(Properties, PartialEq, Clone)]
struct IdentifyProps {
    /// When another number is to take the place of one: what follows, with it or with the one that was there.
    onchanged: Option<Callback<()>>,
    onerror: Callback<bool>,
}

/// 「家長身分證字號」 and 「驗證」.
#[component]
fn Identify(props: &IdentifyProps) -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let session = use_session();
    let task = use_task();
    let nodes = use_parent_nodes();
    let errors = use_state(FormErrors::default);
    let had_all_but_id = draft.parent_national_id.is_none() && !draft.parent.name.is_empty();
    {
        let is_changing = props.onchanged.is_some();
        use_effect_with((), move |()| {
            if is_changing {
                browser::focus(NATIONAL_ID);
            }
        });
    }

    let onsubmit = {
        let (i18n, nodes, errors, task) = (i18n.clone(), nodes.clone(), errors.clone(), task.clone());
        let IdentifyProps { onchanged, onerror } = props.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let mut wrong = FormErrors::default();
            nodes.check_id(&mut wrong, &i18n, true);
            if NationalId::parse(&nodes.national_id()).is_ok_and(|id| draft.has_student(&id)) {
                wrong.check(&i18n, NATIONAL_ID, i18n.t("parent.national_id"), Err(FieldCode::SamePerson));
            }
            let good = wrong.is_empty();
            onerror.emit(!good);
            errors.set(wrong);
            if !good {
                return;
            }
            let national_id = nodes.national_id();
            let (i18n, errors, onerror, onchanged) = (i18n.clone(), errors.clone(), onerror.clone(), onchanged.clone());
            let (draft, session) = (draft.clone(), session.clone());
            task.run(async move {
                match api::account::look_up_account(national_id.clone()).await {
                    Ok(lookup) => {
                        browser::focus_heading();
                        draft.change(move |draft| draft.identify(Some(national_id), lookup.account));
                        if let Some(onchanged) = onchanged {
                            onchanged.emit(());
                        }
                    }
                    Err(error) if left_for_step_one(&error, &session, &draft) => {}
                    Err(error) => {
                        let label = i18n.t("parent.national_id");
                        let place = FieldPlace { pointer: "/national_id".into(), field: NATIONAL_ID, label };
                        errors.set(FormErrors::from_api(&i18n, &error, &[place]));
                        onerror.emit(true);
                    }
                }
            });
        })
    };
    html! {
        <>
            if had_all_but_id { <Notice><p>{ i18n.t("parent.id_again") }</p></Notice> }
            <p>{ i18n.t("parent.id_first") }</p>
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form card" {onsubmit} novalidate=true>
                { id_field(&i18n, &nodes, &errors, None, "", Callback::noop()) }
                <div class="bar">
                    <Button busy={task.is_running()}>{ i18n.t("parent.verify") }</Button>
                    if let Some(onclick) = props.onchanged.clone() {
                        <Button look={Look::Quiet} {onclick}>{ i18n.t("action.cancel") }</Button>
                    }
                </div>
            </form>
        </>
    }
}

/// 家長姓名, 電子信箱, 行動電話 of somebody without an account.
#[component]
fn Data(props: &StepProps) -> Html {
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
            nodes.check(&mut wrong, &i18n);
            let good = wrong.is_empty();
            onerror.emit(!good);
            errors.set(wrong);
            if good {
                let form = nodes.read();
                draft.change(move |draft| draft.parent = form);
                go.to(Route::ApplyCheck);
            }
        })
    };
    html! {
        <>
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form card" {onsubmit} novalidate=true>
                <ParentFields {nodes} values={(*values).clone()} errors={(*errors).clone()} {onleave} />
                <div class="bar"><Button>{ i18n.t("action.next") }</Button></div>
            </form>
        </>
    }
}
