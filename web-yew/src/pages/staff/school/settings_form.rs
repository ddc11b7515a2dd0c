//! The signed paper, the last day, and whom parents call.

use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api,
    components::{
        button::Button,
        error_summary::ErrorSummary,
        field::{TextField, value_of},
        notice::{Notice, NoticeKind},
    },
    form::{FieldPlace, FormErrors},
    i18n::use_i18n,
    task::use_task,
};
use shared_types::{
    check::{self, Verdict},
    problem::ProblemCode,
    school_settings::{ContactTopic, SchoolContact, SchoolSettings},
    taiwan_time::Day,
    text,
};
use yew::prelude::*;

const APPLY_UNTIL: &str = "apply_until";
/// Ids of each topic's fields, in the order of [`ContactTopic::ALL`].
const CONTACTS: [(&str, &str); 3] =
    [("office-binding", "phone-binding"), ("office-account", "phone-account"), ("office-payment", "phone-payment")];

#[derive(Properties, PartialEq)]
pub struct SettingsFormProps {
    pub code: AttrValue,
    pub settings: SchoolSettings,
    pub reload: Callback<()>,
    /// Whether something is wrong with the form.
    pub onerror: Callback<bool>,
}

#[component]
pub fn SettingsForm(props: &SettingsFormProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let saved = use_state_eq(|| false);
    let version = use_state_eq(|| props.settings.version);
    let paper_required = use_state_eq(|| props.settings.paper_required);
    let until = use_node_ref();
    let nodes = use_memo((), |()| CONTACTS.map(|_| (NodeRef::default(), NodeRef::default())));
    let onsubmit = {
        let (i18n, task, errors) = (i18n.clone(), task.clone(), errors.clone());
        let (saved, version, until, nodes) = (saved.clone(), version.clone(), until.clone(), nodes.clone());
        let (code, paper_required, onerror) = (props.code.clone(), *paper_required, props.onerror.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            saved.set(false);
            let mut wrong = FormErrors::default();
            let mut contacts = Vec::new();
            for ((topic, ids), nodes) in ContactTopic::ALL.into_iter().zip(CONTACTS).zip(nodes.iter()) {
                let line = |node: &NodeRef| text::normalise_line(&value_of(node));
                let (office, phone) = (line(&nodes.0), line(&nodes.1));
                // A topic that has neither has no contact.
                if office.is_empty() && phone.is_empty() {
                    continue;
                }
                let name = i18n.t(&format!("staff.contact.{}", topic.code()));
                wrong.check(&i18n, ids.0, i18n.with("staff.office_of", &[("topic", &name)]), check::office(&office));
                wrong.check(&i18n, ids.1, i18n.with("staff.phone_of", &[("topic", &name)]), check::phone(&phone));
                contacts.push(SchoolContact { topic, office, phone });
            }
            let good = wrong.is_empty();
            onerror.emit(!good);
            errors.set(wrong);
            if !good {
                return;
            }
            let apply_until = Day::try_from(value_of(&until)).ok();
            let asked = SchoolSettings { version: *version, paper_required, apply_until, contacts };
            let (i18n, errors) = (i18n.clone(), errors.clone());
            let (saved, version, code, onerror) = (saved.clone(), version.clone(), code.clone(), onerror.clone());
            task.run(async move {
                match api::school::change_settings(&code, &asked).await {
                    Ok(now) => {
                        version.set(now.version);
                        saved.set(true);
                    }
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => {
                        let place = FieldPlace {
                            pointer: "/apply_until".into(),
                            field: APPLY_UNTIL,
                            label: i18n.t("staff.apply_until"),
                        };
                        let stale = error.code() == Some(ProblemCode::Stale);
                        errors.set(match stale {
                            true => FormErrors::general(i18n.t("staff.settings_stale")),
                            false => FormErrors::from_api(&i18n, &error, &[place]),
                        });
                        onerror.emit(true);
                    }
                }
            });
        })
    };
    let on_paper = {
        let paper_required = paper_required.clone();
        Callback::from(move |_: Event| paper_required.set(!*paper_required))
    };
    let contact = |(index, topic): (usize, ContactTopic)| {
        let (ids, nodes) = (CONTACTS[index], &nodes[index]);
        let kept = props.settings.contacts.iter().find(|one| one.topic == topic);
        let value = |read: fn(&SchoolContact) -> &String| AttrValue::from(kept.map(read).cloned().unwrap_or_default());
        html! {
            <fieldset class="stack">
                <legend>{ i18n.t(&format!("staff.contact.{}", topic.code())) }</legend>
                <TextField id={ids.0} label={i18n.t("staff.office")} node={nodes.0.clone()} value={value(|one| &one.office)}
                    error={errors.of(ids.0)} recheck={check::office as fn(&str) -> Verdict} />
                <TextField id={ids.1} label={i18n.t("staff.phone")} hint={i18n.t("staff.phone_hint")} node={nodes.1.clone()}
                    value={value(|one| &one.phone)} error={errors.of(ids.1)} recheck={check::phone as fn(&str) -> Verdict} />
            </fieldset>
        }
    };
    html! {
        <div class="card stack">
            <ErrorSummary errors={(*errors).clone()} />
            if *saved { <Notice kind={NoticeKind::Good} live=true><p>{ i18n.t("own.changed") }</p></Notice> }
            <form class="form" {onsubmit} novalidate=true>
                <label class="check">
                    <input type="checkbox" checked={*paper_required} onchange={on_paper} />
                    <span>{ i18n.t("staff.paper_required") }</span>
                </label>
                <p class="soft small">{ i18n.t("staff.paper_required_hint") }</p>
                <TextField id={APPLY_UNTIL} kind="date" label={i18n.t("staff.apply_until")} hint={i18n.t("staff.apply_until_hint")}
                    node={until} value={props.settings.apply_until.map(|day| day.to_string()).unwrap_or_default()}
                    error={errors.of(APPLY_UNTIL)} short=true />
                <h3>{ i18n.t("staff.contacts") }</h3>
                <p class="soft small">{ i18n.t("staff.contacts_hint") }</p>
                { for ContactTopic::ALL.into_iter().enumerate().map(contact) }
                <div class="actions"><Button busy={task.is_running()}>{ i18n.t("own.save") }</Button></div>
            </form>
            if errors.general.is_some() {
                <div class="actions">
                    <Button look={crate::components::button::Look::Quiet} onclick={props.reload.clone()}>{ i18n.t("action.retry") }</Button>
                </div>
            }
        </div>
    }
}
