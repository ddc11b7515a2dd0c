//! 學校聯絡方式: whom a parent calls where something is stuck, and where the signed paper goes.

use crate::{
    api, browser,
    components::{
        notice::{Failed, Notice, NoticeKind, Skeleton},
        page::Page,
    },
    i18n::{I18n, use_i18n},
    session::Loaded,
    task,
};
use shared_types::{
    application::{ApplicationStatus, BindingApplication},
    school_settings::{ContactTopic, SchoolContact, SchoolContacts},
};
use uuid::Uuid;
use yew::prelude::*;

/// The page of one school, whose code is the address's fragment. The flow that leads here is spared its route.
pub const PATH: &str = "/progress/contacts";

/// A school of some applications.
#[derive(Clone, PartialEq)]
struct Asked {
    /// One of them.
    application: Uuid,
    school: AttrValue,
    /// Whether any of them can still be approved.
    waits: bool,
}

/// A school and what it tells parents.
#[derive(Clone, PartialEq)]
pub struct SchoolOfApplications {
    school: AttrValue,
    waits: bool,
    contacts: SchoolContacts,
}

/// What the schools of these applications tell parents; one that can't be asked now is left out.
#[hook]
pub fn use_school_contacts(applications: Option<&Vec<BindingApplication>>) -> Vec<SchoolOfApplications> {
    let found = use_state(Vec::new);
    let handle = found.clone();
    use_effect_with(applications.map(|all| schools_of(all)).unwrap_or_default(), move |schools| {
        let schools = schools.clone();
        task::spawn(async move {
            let mut all = Vec::new();
            for Asked { application, school, waits } in schools {
                if let Ok(contacts) = api::application::school_contacts(application).await {
                    all.push(SchoolOfApplications { school, waits, contacts });
                }
            }
            handle.set(all);
        });
    });
    (*found).clone()
}

fn schools_of(applications: &[BindingApplication]) -> Vec<Asked> {
    let mut schools: Vec<Asked> = Vec::new();
    for one in applications {
        let waits = !matches!(
            one.status,
            ApplicationStatus::Approved | ApplicationStatus::Ended | ApplicationStatus::Cancelled
        );
        match schools.iter_mut().find(|known| *known.school == one.student.school_name) {
            Some(known) => known.waits |= waits,
            None => schools.push(Asked { application: one.id, school: one.student.school_name.clone().into(), waits }),
        }
    }
    schools
}

/// 紙本繳回: for schools that want it, as long as it matters.
pub fn papers(i18n: &I18n, schools: &[SchoolOfApplications]) -> Html {
    let paper = |one: &SchoolOfApplications| {
        html! {
            <Notice kind={NoticeKind::Warn}>
                <h2>{ i18n.with("paper.title", &[("school", &one.school)]) }</h2>
                { wanted(i18n, &one.contacts) }
            </Notice>
        }
    };
    schools.iter().filter(|one| one.waits && one.contacts.paper_required).map(paper).collect()
}

fn wanted(i18n: &I18n, contacts: &SchoolContacts) -> Html {
    let office = contacts.contacts.iter().find(|one| one.topic == ContactTopic::Binding);
    let name = office.map_or_else(|| i18n.t("paper.office"), |one| one.office.clone().into());
    html! {
        <>
            <p>{ i18n.with("paper.text", &[("office", &name)]) }</p>
            if let Some(office) = office { <p>{ i18n.t("paper.phone") }{ " " }{ phone(&office.phone) }</p> }
            if let Some(day) = contacts.apply_until {
                <p><strong>{ i18n.with("paper.until", &[("day", &day.to_string())]) }</strong></p>
            }
        </>
    }
}

/// Whom to call, school by school.
pub fn offices(i18n: &I18n, schools: &[SchoolOfApplications]) -> Html {
    let school = |one: &SchoolOfApplications| {
        html! {
            <section class="card stack stack--tight">
                <h2>{ i18n.with("contacts.of", &[("school", &one.school)]) }</h2>
                { list(i18n, &one.contacts) }
            </section>
        }
    };
    schools.iter().map(school).collect()
}

fn list(i18n: &I18n, contacts: &SchoolContacts) -> Html {
    let line = |one: &SchoolContact| {
        html! {
            <div key={one.topic.code()}>
                <dt>{ i18n.t(&format!("contacts.{}", one.topic.code())) }</dt>
                <dd>{ &one.office }{ " " }{ phone(&one.phone) }</dd>
            </div>
        }
    };
    html! {
        <>
            if contacts.contacts.is_empty() {
                <p>{ i18n.t("contacts.none") }</p>
            } else {
                <dl class="summary-list">{ for contacts.contacts.iter().map(line) }</dl>
            }
            if let Some(day) = contacts.apply_until {
                <p>{ i18n.with("contacts.until", &[("day", &day.to_string())]) }</p>
            }
        </>
    }
}

/// A number to tap; an extension is dialled by hand.
fn phone(number: &str) -> Html {
    let dialled: String =
        number.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ')).collect();
    html! { <a class="num" href={format!("tel:{}", dialled.replace(' ', ""))}>{ number.to_owned() }</a> }
}

/// For whoever isn't that far yet: no child was found at that school.
#[component]
pub fn SchoolContactsPage() -> Html {
    let i18n = use_i18n();
    let code = use_memo((), |()| browser::window().location().hash().unwrap_or_default().replace('#', ""));
    let found = use_state(|| Loaded::Loading);
    let load = {
        let found = found.clone();
        use_callback((*code).clone(), move |(), code| {
            let (found, code) = (found.clone(), code.clone());
            task::spawn(async move {
                found.set(match api::school::contacts(&code).await {
                    Ok(contacts) => Loaded::Present(contacts),
                    Err(error) => Loaded::Failed(error),
                });
            });
        })
    };
    use_effect_with(load.clone(), |load| load.emit(()));
    let content = match &*found {
        Loaded::Present(contacts) => html! {
            <>
                <section class="card stack stack--tight">{ list(&i18n, contacts) }</section>
                if contacts.paper_required {
                    <Notice><p>{ i18n.t("contacts.paper") }</p></Notice>
                }
            </>
        },
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load} /> },
        _ => html! { <Skeleton /> },
    };
    html! { <Page title={i18n.t("contacts.title")}>{ content }</Page> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_dialled_without_its_extension() {
        let html = format!("{:?}", phone("02-2797-7035 轉 823"));
        assert!(html.contains("tel:02-2797-7035\""), "{html}");
    }
}
