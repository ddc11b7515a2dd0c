//! Which of the own schools a registrar's page is about.

use super::data::use_loaded;
use crate::{
    api::{self, ApiError},
    components::notice::{Failed, Skeleton},
    i18n::use_i18n,
    session::Loaded,
};
use futures_util::future::join;
use shared_types::{review::ReviewClass, school::School, staff};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// A school and its classes.
#[derive(Clone, PartialEq)]
pub struct OwnSchool {
    pub code: String,
    pub classes: Vec<ReviewClass>,
}

/// As lists of them all name them: two may have one name in one district.
pub fn school_names(schools: &[School]) -> Vec<AttrValue> {
    schools.iter().map(|one| format!("{} {} {}", one.district, one.name, one.code).into()).collect()
}

#[derive(Properties, PartialEq)]
pub struct OwnSchoolsProps {
    /// What is shown of the chosen school. Give it the school's code as its key.
    pub content: Callback<OwnSchool, Html>,
}

/// The schools, also those that have no classes yet, and the classes one sees.
async fn load(_: ()) -> Result<(Vec<staff::OwnSchool>, Vec<ReviewClass>), ApiError> {
    let (schools, classes) = join(api::staff::own_schools(), api::review::classes()).await;
    Ok((schools?, classes?))
}

/// Those whose registrar one is; somebody may teach a class at another.
#[component]
pub fn OwnSchools(props: &OwnSchoolsProps) -> Html {
    let i18n = use_i18n();
    let (loaded, load) = use_loaded((), load);
    let chosen = use_state_eq(|| 0_usize);
    let (schools, classes) = match loaded {
        Loaded::Present(loaded) => loaded,
        Loaded::Failed(error) => return html! { <Failed {error} retry={load} /> },
        _ => return html! { <Skeleton /> },
    };
    // The last role has ended while the page was open.
    let Some(staff::OwnSchool { code, name }) = schools.get(*chosen).or(schools.first()).cloned() else {
        return html! { <div class="empty"><p>{ i18n.t("staff.not_allowed") }</p></div> };
    };
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            chosen.set(usize::try_from(select.selected_index()).unwrap_or_default());
        })
    };
    let option = |(index, school): (usize, &staff::OwnSchool)| html! { <option selected={index == *chosen}>{ &school.name }</option> };
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
