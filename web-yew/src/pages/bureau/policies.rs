//! 全市政策: what each does in words, who decided last, and the form that decides. Auditors read.

use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        notice::{Failed, Notice, NoticeKind, Skeleton},
        radio_cards::{Choice, ChoiceGroup, RadioCards},
    },
    form::FormErrors,
    i18n::{I18n, use_i18n},
    pages::staff::{Here, data::use_loaded, staff_page},
    route::staff::StaffRoute,
    session::Loaded,
    task::use_task,
};
use shared_types::{
    account::Role,
    policy::{DecidePolicies, Policies},
    problem::ProblemCode,
};
use yew::prelude::*;

const ON: &str = "on";
const OFF: &str = "off";

/// For officers of the bureau, and auditors.
pub fn page() -> Html {
    staff_page(StaffRoute::Policies, |(session, onerror): Here| {
        let may_decide = session.account.roles.contains(&Role::BureauOfficer);
        html! { <CityPolicies {may_decide} {onerror} /> }
    })
}

#[derive(Properties, PartialEq)]
struct CityPoliciesProps {
    may_decide: bool,
    onerror: Callback<bool>,
}

#[component]
fn CityPolicies(props: &CityPoliciesProps) -> Html {
    let i18n = use_i18n();
    let (policies, load) = use_loaded((), |()| api::bureau::policies());
    let policies = match policies {
        Loaded::Present(policies) => policies,
        Loaded::Failed(error) => return html! { <Failed {error} retry={load} /> },
        _ => return html! { <Skeleton /> },
    };
    if props.may_decide {
        // A form of its own for each version that is read.
        let key = policies.version;
        return html! { <PolicyForm {key} {policies} reload={load} onerror={props.onerror.clone()} /> };
    }
    let policy = |name: &str, is_on: bool| {
        html! {
            <section class="card stack stack--tight">
                <h2>{ i18n.t(&format!("bureau.policy.{name}")) }</h2>
                <p>{ i18n.t(&format!("bureau.policy.{name}.{}", code(is_on))) }</p>
            </section>
        }
    };
    html! {
        <div class="stack">
            { decided(&i18n, &policies) }
            { policy("registry_approves", policies.registry_approves) }
            { policy("initial_password", policies.initial_password_from_id) }
        </div>
    }
}

fn code(is_on: bool) -> &'static str {
    if is_on { ON } else { OFF }
}

fn decided(i18n: &I18n, policies: &Policies) -> Html {
    let words = match &policies.decided {
        Some(decision) => {
            let by = if decision.by.is_empty() { "--" } else { &decision.by };
            i18n.with("bureau.policy.decided", &[("name", by), ("time", &i18n.date_time(decision.at))])
        }
        None => i18n.t("bureau.policy.undecided"),
    };
    html! { <p class="soft">{ words }</p> }
}

#[derive(Properties, PartialEq)]
struct PolicyFormProps {
    policies: Policies,
    reload: Callback<()>,
    /// Whether something is wrong with the form.
    onerror: Callback<bool>,
}

#[component]
fn PolicyForm(props: &PolicyFormProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let now = use_state(|| props.policies.clone());
    let saved = use_state_eq(|| false);
    let registry_approves = use_state_eq(|| props.policies.registry_approves);
    let initial_password = use_state_eq(|| props.policies.initial_password_from_id);
    let onsubmit = {
        let (i18n, task, errors, now, saved) = (i18n.clone(), task.clone(), errors.clone(), now.clone(), saved.clone());
        let asked = DecidePolicies {
            version: now.version,
            registry_approves: *registry_approves,
            initial_password_from_id: *initial_password,
        };
        let onerror = props.onerror.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            saved.set(false);
            errors.set(FormErrors::default());
            onerror.emit(false);
            let (i18n, errors, now) = (i18n.clone(), errors.clone(), now.clone());
            let (saved, onerror, asked) = (saved.clone(), onerror.clone(), asked.clone());
            task.run(async move {
                match api::bureau::decide_policies(&asked).await {
                    Ok(decided) => {
                        now.set(decided);
                        saved.set(true);
                    }
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => {
                        errors.set(match error.code() {
                            Some(ProblemCode::Stale) => FormErrors::general(i18n.t("bureau.policy.stale")),
                            _ => FormErrors::from_api(&i18n, &error, &[]),
                        });
                        onerror.emit(true);
                    }
                }
            });
        })
    };
    let choice = |name: &'static str, key: &str, chosen: &UseStateHandle<bool>| {
        let choices = [ON, OFF].map(|value| Choice { value, label: i18n.t(&format!("{key}.{value}")) }).to_vec();
        let groups = vec![ChoiceGroup { label: AttrValue::default(), choices }];
        let is_on = **chosen;
        let onchoose = {
            let (chosen, saved) = (chosen.clone(), saved.clone());
            Callback::from(move |value: &str| {
                saved.set(false);
                chosen.set(value == ON);
            })
        };
        html! { <RadioCards {name} legend={i18n.t(key)} {groups} {onchoose} chosen={Some(AttrValue::Static(code(is_on)))} /> }
    };
    html! {
        <div class="card stack">
            <ErrorSummary errors={(*errors).clone()} />
            if *saved { <Notice kind={NoticeKind::Good} live=true><p>{ i18n.t("bureau.policy.saved") }</p></Notice> }
            { decided(&i18n, &now) }
            <form class="form sentences" {onsubmit} novalidate=true>
                { choice("registry_approves", "bureau.policy.registry_approves", &registry_approves) }
                { choice("initial_password", "bureau.policy.initial_password", &initial_password) }
                <p class="soft small">{ i18n.t("bureau.policy.hint") }</p>
                <div class="actions">
                    <Button busy={task.is_running()}>{ i18n.t("own.save") }</Button>
                    if errors.general.is_some() {
                        <Button look={Look::Quiet} onclick={props.reload.clone()}>{ i18n.t("action.retry") }</Button>
                    }
                </div>
            </form>
        </div>
    }
}
