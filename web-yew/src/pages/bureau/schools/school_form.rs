//! The form that adds a school, or changes one.

use super::level_words;
use crate::pages::staff::{select_field::SelectField, sign_in_again::ask_to_sign_in_again};
use crate::{
    api::{self, ApiError},
    browser,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        field::{TextField, value_of},
    },
    form::{Check, FieldPlace, FormErrors, words_at},
    i18n::{I18n, use_i18n},
    task::use_task,
};
use shared_types::{
    check,
    problem::{FieldCode, ProblemCode},
    school::SchoolLevel,
    school_register::{AddSchool, ChangeSchool, DISTRICTS, SchoolRecord},
    text,
};
use yew::prelude::*;

const TITLE: &str = "school-title";
const CODE: &str = "new_code";
const NAME: &str = "school-name";
const DISTRICT: &str = "district";
const LEVELS: &str = "levels";
const CLOSED: &str = "is_closed";

#[derive(Properties, PartialEq)]
pub struct SchoolFormProps {
    /// None: a new one.
    pub school: Option<SchoolRecord>,
    pub on_done: Callback<SchoolRecord>,
    pub on_close: Callback<()>,
    /// Whether something is wrong with the form.
    pub onerror: Callback<bool>,
}

/// Code, name, district, levels, and whether it is closed.
#[component]
pub fn SchoolForm(props: &SchoolFormProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    use_effect_with((), |()| browser::focus(TITLE));
    let errors = use_state(FormErrors::default);
    let (code, name) = (use_node_ref(), use_node_ref());
    // As somebody else has left it meanwhile.
    let now = use_state(|| props.school.clone());
    let kept = now.as_ref();
    let district = use_state_eq(|| kept.and_then(|one| DISTRICTS.iter().position(|each| *each == one.district)));
    let levels = use_state_eq(|| kept.map(|one| one.levels.clone()).unwrap_or_default());
    let is_closed = use_state_eq(|| kept.is_some_and(|one| one.is_closed));
    let onsubmit = {
        let (i18n, task, errors) = (i18n.clone(), task.clone(), errors.clone());
        let (code, name, now) = (code.clone(), name.clone(), now.clone());
        let (district, levels, is_closed) = (*district, (*levels).clone(), *is_closed);
        let (on_done, onerror) = (props.on_done.clone(), props.onerror.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = (text::normalise_identifier(&value_of(&code)), text::normalise_line(&value_of(&name)));
            let district = district.map_or("", |index| DISTRICTS[index]).to_owned();
            let mut wrong = FormErrors::default();
            if now.is_none() {
                wrong.check(&i18n, CODE, i18n.t("bureau.school.code"), check::school_code(&typed.0));
            }
            wrong.check(&i18n, NAME, i18n.t("bureau.school.name"), check::school_name(&typed.1));
            wrong.check(&i18n, DISTRICT, i18n.t("staff.census.by_district"), check::district(&district));
            wrong.check(&i18n, LEVELS, i18n.t("staff.census.by_level"), check::levels(&levels));
            if let Some(school) = &*now {
                check_not_needed(&i18n, &mut wrong, school, &levels, is_closed);
            }
            let good = wrong.is_empty();
            onerror.emit(!good);
            errors.set(wrong);
            if !good {
                return;
            }
            let (i18n, errors, now) = (i18n.clone(), errors.clone(), now.clone());
            let (on_done, onerror, levels) = (on_done.clone(), onerror.clone(), levels.clone());
            task.run(async move {
                let saved = match &*now {
                    None => {
                        let asked = AddSchool { code: typed.0, name: typed.1, district, levels: levels.clone() };
                        api::bureau::add_school(&asked).await
                    }
                    Some(school) => {
                        let (version, levels) = (school.version, levels.clone());
                        let asked = ChangeSchool { version, name: typed.1, district, levels, is_closed };
                        api::bureau::change_school(&school.code, &asked).await
                    }
                };
                match saved {
                    Ok(school) => on_done.emit(school),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => {
                        // What is there now says why: who changed it, and how many children came.
                        let code = now.as_ref().map(|school| school.code.clone());
                        let fresh = match error.code() {
                            Some(ProblemCode::Stale | ProblemCode::WrongState) => api::bureau::schools().await.ok(),
                            _ => None,
                        };
                        let fresh = fresh.and_then(|all| all.into_iter().find(|one| Some(&one.code) == code.as_ref()));
                        errors.set(refused(&i18n, &error, fresh.as_ref(), &levels, is_closed));
                        onerror.emit(true);
                        if fresh.is_some() {
                            now.set(fresh);
                        }
                    }
                }
            });
        })
    };
    let on_district = {
        let district = district.clone();
        Callback::from(move |index| district.set(index))
    };
    let level = |(index, level): (usize, SchoolLevel)| {
        let onchange = {
            let levels = levels.clone();
            Callback::from(move |_: Event| {
                let ticked = |one: &SchoolLevel| levels.contains(one) != (*one == level);
                levels.set(SchoolLevel::ALL.into_iter().filter(ticked).collect());
            })
        };
        html! {
            <label key={level.code()} class="check">
                <input id={(index == 0).then_some(LEVELS)} type="checkbox" checked={levels.contains(&level)} {onchange} />
                <span>{ i18n.t(&format!("level.{}", level.code())) }</span>
            </label>
        }
    };
    let on_closed = {
        let is_closed = is_closed.clone();
        Callback::from(move |_: Event| is_closed.set(!*is_closed))
    };
    let wrong = |field: &str| errors.of(field).is_some().then_some("field--wrong");
    let message = |field: &'static str| match errors.of(field) {
        Some(message) => html! { <span class="error" id={format!("{field}-error")}>{ message.text }</span> },
        None => Html::default(),
    };
    let title = if kept.is_none() { i18n.t("bureau.school.add") } else { i18n.t("bureau.school.change") };
    html! {
        <section class="card stack" aria-labelledby={TITLE}>
            <h2 id={TITLE} tabindex="-1">{ title }</h2>
            <ErrorSummary errors={(*errors).clone()} />
            <form class="form" {onsubmit} novalidate=true>
                if let Some(school) = kept {
                    <p>{ i18n.with("bureau.school.about", &[("code", &school.code), ("count", &school.children.to_string())]) }</p>
                } else {
                    <TextField id={CODE} label={i18n.t("bureau.school.code")} hint={i18n.t("bureau.school.code_hint")} node={code}
                        error={errors.of(CODE)} recheck={check::school_code as Check} short=true />
                }
                <TextField id={NAME} label={i18n.t("bureau.school.name")} hint={i18n.t("bureau.school.name_hint")} node={name}
                    value={props.school.as_ref().map(|one| one.name.clone()).unwrap_or_default()} error={errors.of(NAME)}
                    recheck={check::school_name as Check} />
                <SelectField id={DISTRICT} label={i18n.t("staff.census.by_district")} options={DISTRICTS.map(AttrValue::from).to_vec()}
                    chosen={*district} onchoose={on_district} error={errors.of(DISTRICT)} />
                <fieldset class={classes!("fieldset", wrong(LEVELS))} aria-describedby={wrong(LEVELS).map(|_| "levels-error")}>
                    <legend>{ i18n.t("staff.census.by_level") }</legend>
                    { message(LEVELS) }
                    { for SchoolLevel::ALL.into_iter().enumerate().map(level) }
                </fieldset>
                if kept.is_some() {
                    <div class={classes!("field", wrong(CLOSED))}>
                        { message(CLOSED) }
                        <label class="check">
                            <input id={CLOSED} type="checkbox" checked={*is_closed} onchange={on_closed}
                                aria-invalid={wrong(CLOSED).map(|_| "true")} aria-describedby="is_closed-hint is_closed-error" />
                            <span>{ i18n.t("bureau.school.close") }</span>
                        </label>
                        <span class="hint" id="is_closed-hint">{ i18n.t("bureau.school.close_hint") }</span>
                    </div>
                }
                <div class="actions">
                    <Button busy={task.is_running()}>{ i18n.t("own.save") }</Button>
                    <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("action.cancel") }</Button>
                </div>
            </form>
        </section>
    }
}

/// What the API would refuse, with how many children hold the school open.
fn check_not_needed(
    i18n: &I18n,
    wrong: &mut FormErrors,
    school: &SchoolRecord,
    levels: &[SchoolLevel],
    is_closed: bool,
) {
    let missing: Vec<SchoolLevel> = school.levels_in_use.iter().filter(|one| !levels.contains(one)).copied().collect();
    if is_closed && school.children > 0 {
        let words = i18n.with("bureau.school.has_children", &[("count", &school.children.to_string())]);
        wrong.add(CLOSED, i18n.t("bureau.school.close"), words);
    } else if !is_closed && !missing.is_empty() {
        let words = i18n.with("bureau.school.level_in_use", &[("levels", &level_words(i18n, &missing))]);
        wrong.add(LEVELS, i18n.t("staff.census.by_level"), words);
    }
}

/// The API's no, beside what is there now.
fn refused(
    i18n: &I18n,
    error: &ApiError,
    fresh: Option<&SchoolRecord>,
    levels: &[SchoolLevel],
    is_closed: bool,
) -> FormErrors {
    match (error.code(), fresh) {
        (Some(ProblemCode::Stale), Some(school)) => {
            let standing = i18n.t(if school.is_closed { "bureau.school.closed" } else { "bureau.school.open" });
            let levels = level_words(i18n, &school.levels);
            let now = [
                ("name", school.name.as_str()),
                ("district", &school.district),
                ("levels", &levels),
                ("standing", &standing),
            ];
            return FormErrors::general(i18n.with("bureau.school.stale", &now));
        }
        (Some(ProblemCode::WrongState), Some(school)) => {
            let mut wrong = FormErrors::default();
            check_not_needed(i18n, &mut wrong, school, levels, is_closed);
            if !wrong.is_empty() {
                return wrong;
            }
        }
        (Some(ProblemCode::WrongState), None) => {
            let mut wrong = FormErrors::default();
            let duplicate = words_at(i18n, CODE, FieldCode::Duplicate);
            wrong.add(CODE, i18n.t("bureau.school.code"), duplicate);
            return wrong;
        }
        _ => {}
    }
    let places = [
        ("/code", CODE, "bureau.school.code"),
        ("/name", NAME, "bureau.school.name"),
        ("/district", DISTRICT, "staff.census.by_district"),
        ("/levels", LEVELS, "staff.census.by_level"),
        ("/is_closed", CLOSED, "bureau.school.close"),
    ];
    let places = places.map(|(at, field, key)| FieldPlace { pointer: at.into(), field, label: i18n.t(key) });
    FormErrors::from_api(i18n, error, &places)
}
