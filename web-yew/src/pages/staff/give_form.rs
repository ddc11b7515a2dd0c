//! The form that gives somebody a role or a class.

use super::{own_school::school_names, select_field::SelectField, sign_in_again::ask_to_sign_in_again};
use crate::{
    api, browser,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        field::{TextField, value_of},
    },
    form::{FieldPlace, FormErrors},
    i18n::use_i18n,
    task::use_task,
};
use shared_types::{
    check,
    problem::ProblemCode,
    review::ReviewClass,
    school::School,
    staff::{AssignHomeroom, GrantRole, StaffRole},
    taiwan_time::Day,
    text,
};
use time::Date;
use yew::prelude::*;

const TITLE: &str = "give-title";
const PERSON: &str = "person";
const WHAT: &str = "what";
const SCHOOL: &str = "school_code";
const FROM: &str = "from";
const UNTIL: &str = "until";

/// What is given.
#[derive(Clone, PartialEq)]
pub enum Gives {
    /// A role; a registrar's is of one of these schools.
    Role(Vec<School>),
    /// One of these classes.
    Class { school_code: String, classes: Vec<ReviewClass> },
}

/// What the choice is called, and whether it needs a school besides.
struct Chosen {
    label: &'static str,
    of_school: bool,
}

impl Chosen {
    fn of(gives: &Gives, what: Option<usize>) -> Self {
        let role = what.and_then(|index| StaffRole::ALL.get(index));
        match gives {
            Gives::Role(_) => Self { label: "staff.role", of_school: role == Some(&StaffRole::Registrar) },
            Gives::Class { .. } => Self { label: "review.class", of_school: false },
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct GiveFormProps {
    pub gives: Gives,
    /// Told who got it, and what.
    pub on_given: Callback<(String, AttrValue)>,
    /// Whether something is wrong with the form.
    pub onerror: Callback<bool>,
    pub on_close: Callback<()>,
}

/// Person, what, and the days.
#[component]
pub fn GiveForm(props: &GiveFormProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    use_effect_with((), |()| browser::focus(TITLE));
    let errors = use_state(FormErrors::default);
    let (person, from, until) = (use_node_ref(), use_node_ref(), use_node_ref());
    // Nothing beforehand: what opens doors is chosen by a person.
    let (what, school) = (use_state_eq(|| None::<usize>), use_state_eq(|| None::<usize>));
    let is_substitute = use_state_eq(|| false);
    let onsubmit = {
        let (i18n, task, errors) = (i18n.clone(), task.clone(), errors.clone());
        let (person, from, until) = (person.clone(), from.clone(), until.clone());
        let (what, school, is_substitute, gives) = (*what, *school, *is_substitute, props.gives.clone());
        let (on_given, onerror) = (props.on_given.clone(), props.onerror.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let named = text::normalise_line(&value_of(&person));
            let day = |node: &NodeRef| Day::try_from(value_of(node)).ok().map(Date::from);
            let (first, last) = (day(&from), day(&until));
            let mut wrong = FormErrors::default();
            wrong.check(&i18n, PERSON, i18n.t("staff.person"), check::required(&named));
            let Chosen { label, of_school } = Chosen::of(&gives, what);
            if what.is_none() {
                wrong.add(WHAT, i18n.t(label), i18n.t("staff.choose"));
            }
            if of_school && school.is_none() {
                wrong.add(SCHOOL, i18n.t("staff.school"), i18n.t("staff.choose"));
            }
            let last_day = match gives {
                Gives::Class { .. } => check::days_of_substitute(is_substitute, last),
                Gives::Role(_) => Ok(()),
            };
            wrong.check(&i18n, UNTIL, i18n.t("staff.until"), last_day.and_then(|()| check::days(first, last)));
            let good = wrong.is_empty();
            onerror.emit(!good);
            errors.set(wrong);
            let Some(what) = what.filter(|_| good) else { return };
            let (i18n, errors, gives) = (i18n.clone(), errors.clone(), gives.clone());
            let (on_given, onerror) = (on_given.clone(), onerror.clone());
            task.run(async move {
                let given = match gives {
                    Gives::Role(schools) => {
                        let Some(role) = StaffRole::ALL.get(what).copied() else { return };
                        let school = school.filter(|_| of_school).and_then(|index| schools.into_iter().nth(index));
                        let role_name = i18n.t(&format!("staff.role.{}", role.code()));
                        let given = match &school {
                            Some(school) => {
                                i18n.with("staff.role_at", &[("role", &role_name), ("school", &school.name)])
                            }
                            None => role_name,
                        };
                        let school_code = school.map(|school| school.code);
                        let grant = GrantRole { person: named, role, school_code, from: first, until: last };
                        api::staff::grant(&grant).await.map(|granted| (granted.name, given))
                    }
                    Gives::Class { school_code, classes } => {
                        let Some(class) = classes.get(what) else { return };
                        let kind = if is_substitute { "staff.substitute" } else { "staff.teacher" };
                        let given = i18n.with(kind, &[("class", &class.name)]);
                        let class_id = class.id;
                        let asked = AssignHomeroom { person: named, class_id, is_substitute, from: first, until: last };
                        api::staff::assign(&school_code, &asked).await.map(|assigned| (assigned.name, given))
                    }
                };
                match given {
                    Ok(given) => on_given.emit(given),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => {
                        let places = [
                            ("/person", PERSON, "staff.person"),
                            ("/from", FROM, "staff.from"),
                            ("/until", UNTIL, "staff.until"),
                            ("/school_code", SCHOOL, "staff.school"),
                        ];
                        let places =
                            places.map(|(at, field, key)| FieldPlace { pointer: at.into(), field, label: i18n.t(key) });
                        let of_person = match error.code() {
                            Some(ProblemCode::SecondPersonNeeded) => Some("staff.not_to_oneself"),
                            Some(ProblemCode::WrongState) => Some("staff.already_given"),
                            _ => None,
                        };
                        let mut wrong = FormErrors::default();
                        match of_person {
                            Some(key) => wrong.add(PERSON, i18n.t("staff.person"), i18n.t(key)),
                            None => wrong = FormErrors::from_api(&i18n, &error, &places),
                        }
                        errors.set(wrong);
                        onerror.emit(true);
                    }
                }
            });
        })
    };
    let choice = |id: &'static str, label: &str, chosen: &UseStateHandle<Option<usize>>, options: Vec<AttrValue>| {
        let (now, chosen) = (**chosen, chosen.clone());
        let onchoose = Callback::from(move |index| chosen.set(index));
        html! { <SelectField {id} label={i18n.t(label)} {options} chosen={now} {onchoose} error={errors.of(id)} /> }
    };
    let (title, choices) = match &props.gives {
        Gives::Role(schools) => {
            let roles = StaffRole::ALL.map(|role| i18n.t(&format!("staff.role.{}", role.code())));
            let of_school = Chosen::of(&props.gives, *what).of_school;
            let schools = of_school.then(|| choice(SCHOOL, "staff.school", &school, school_names(schools)));
            let role = choice(WHAT, "staff.role", &what, roles.to_vec());
            ("staff.grant", html! { <>{ role }{ schools.unwrap_or_default() }</> })
        }
        Gives::Class { classes, .. } => {
            let names = classes.iter().map(|class| class.name.clone().into()).collect();
            let onchange = {
                let is_substitute = is_substitute.clone();
                Callback::from(move |_: Event| is_substitute.set(!*is_substitute))
            };
            let substitute = html! {
                <label class="check">
                    <input type="checkbox" checked={*is_substitute} {onchange} />
                    <span>{ i18n.t("staff.is_substitute") }</span>
                </label>
            };
            ("staff.assign", html! { <>{ choice(WHAT, "review.class", &what, names) }{ substitute }</> })
        }
    };
    let until_hint = match &props.gives {
        Gives::Role(_) => "staff.until_hint",
        Gives::Class { .. } => "staff.until_hint_substitute",
    };
    html! {
        <section class="card stack" aria-labelledby={TITLE}>
            <h2 id={TITLE} tabindex="-1">{ i18n.t(title) }</h2>
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form" {onsubmit} novalidate=true>
                <TextField id={PERSON} label={i18n.t("staff.person")} hint={i18n.t("staff.person_hint")} node={person}
                    error={errors.of(PERSON)} recheck={check::required as fn(&str) -> check::Verdict} />
                { choices }
                <TextField id={FROM} kind="date" label={i18n.t("staff.from")} hint={i18n.t("staff.from_hint")} node={from}
                    error={errors.of(FROM)} short=true />
                <TextField id={UNTIL} kind="date" label={i18n.t("staff.until")} hint={i18n.t(until_hint)} node={until}
                    error={errors.of(UNTIL)} short=true />
                <div class="actions">
                    <Button busy={task.is_running()}>{ i18n.t(title) }</Button>
                    <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("action.cancel") }</Button>
                </div>
            </form>
        </section>
    }
}
