//! Which of the own schools a registrar's page is about.

use super::data::use_loaded;
use crate::{
    api,
    components::notice::{Failed, Skeleton},
    i18n::use_i18n,
    session::Loaded,
};
use shared_types::review::ReviewClass;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// A school and its classes.
#[derive(Clone, PartialEq)]
pub struct OwnSchool {
    pub code: String,
    pub classes: Vec<ReviewClass>,
}

#[derive(Properties, PartialEq)]
pub struct OwnSchoolsProps {
    /// What is shown of the chosen school. Give it the school's code as its key.
    pub content: Callback<OwnSchool, Html>,
}

/// Those whose registrar one is; somebody may teach a class at another.
#[component]
pub fn OwnSchools(props: &OwnSchoolsProps) -> Html {
    let i18n = use_i18n();
    let (classes, load) = use_loaded((), |()| api::review::classes());
    let chosen = use_state_eq(|| 0_usize);
    let classes = match classes {
        Loaded::Present(classes) => classes,
        Loaded::Failed(error) => return html! { <Failed {error} retry={load} /> },
        _ => return html! { <Skeleton /> },
    };
    let mut schools: Vec<(String, String)> = Vec::new();
    for class in classes.iter().filter(|class| class.is_of_own_school) {
        if !schools.iter().any(|(code, _)| *code == class.school_code) {
            schools.push((class.school_code.clone(), class.school_name.clone()));
        }
    }
    let Some((code, name)) = schools.get(*chosen).or(schools.first()).cloned() else {
        return html! { <div class="empty"><h2>{ i18n.t("review.no_class") }</h2><p>{ i18n.t("review.no_class_hint") }</p></div> };
    };
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            chosen.set(usize::try_from(select.selected_index()).unwrap_or_default());
        })
    };
    let option = |(index, (_, name)): (usize, &(String, String))| html! { <option selected={index == *chosen}>{ name }</option> };
    let classes = classes.into_iter().filter(|class| class.school_code == code).collect();
    html! {
        <>
            if schools.len() > 1 {
                <label class="review__pick">
                    <span class="label">{ i18n.t("staff.school") }</span>
                    <select class="input input--short" {onchange}>{ for schools.iter().enumerate().map(option) }</select>
                </label>
            } else {
                <p class="soft">{ name }</p>
            }
            { props.content.emit(OwnSchool { code, classes }) }
        </>
    }
}
