//! 異議: what a child's guardians have against an application by somebody else, for the school's registrar; about a sealed
//! child, for the protection desk.

mod settling;

use super::{
    Here,
    data::use_loaded,
    own_school::{OwnSchool, OwnSchools},
    paging::paging,
    staff_page,
};
use crate::{
    api::{self, ApiError},
    browser,
    components::{
        button::{Button, Look},
        notice::{Failed, Notice, NoticeKind, Skeleton},
        relationship_fields::relationship_name,
        tag::{TagKind, status_tag, tag},
    },
    i18n::{I18n, use_i18n},
    route::staff::StaffRoute,
    session::Loaded,
};
use settling::Settling;
use shared_types::{
    Page,
    objection::{BindingObjection, ObjectionState, Settlement},
};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// For registrars.
pub fn page() -> Html {
    staff_page(StaffRoute::Objections, |_: Here| {
        let content = Callback::from(
            |school: OwnSchool| html! { <Objections key={school.code.clone()} reach={Reach::School(school.code.clone().into())} /> },
        );
        html! { <OwnSchools {content} /> }
    })
}

/// Whose children a list is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Reach {
    School(AttrValue),
    Sealed,
}

#[derive(Properties, PartialEq)]
pub struct ObjectionsProps {
    pub reach: Reach,
}

async fn load((reach, state, page): (Reach, ObjectionState, u32)) -> Result<Page<BindingObjection>, ApiError> {
    match reach {
        Reach::School(code) => api::school::objections((code.to_string(), state, page)).await,
        Reach::Sealed => api::protection::objections(state, page).await,
    }
}

/// Those of one state, and the dialog that settles one.
#[component]
pub fn Objections(props: &ObjectionsProps) -> Html {
    let i18n = use_i18n();
    let (state, page) = (use_state_eq(|| ObjectionState::Open), use_state_eq(|| 1_u32));
    let asked = use_state_eq(|| None::<BindingObjection>);
    let told = use_state_eq(|| None::<AttrValue>);
    // Once the dialog is closed: until then nothing outside of it takes the focus, and its button goes with the row.
    use_effect_with((*told).clone(), |told| {
        if told.is_some() {
            browser::focus_heading();
        }
    });
    let (list, reload) = use_loaded((props.reach.clone(), *state, *page), load);
    let onchange = {
        let (state, page, told) = (state.clone(), page.clone(), told.clone());
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let index = usize::try_from(select.selected_index()).ok();
            told.set(None);
            page.set(1);
            state.set(index.and_then(|index| ObjectionState::ALL.get(index).copied()).unwrap_or(*state));
        })
    };
    // Whether settled or not: somebody else may have settled it meanwhile.
    let close = {
        let (asked, page, reload) = (asked.clone(), page.clone(), reload.clone());
        Callback::from(move |()| {
            asked.set(None);
            page.set(1);
            reload.emit(());
        })
    };
    let on_settled = {
        let (told, i18n, close) = (told.clone(), i18n.clone(), close.clone());
        Callback::from(move |settled: BindingObjection| {
            told.set(Some(i18n.with("staff.objection.settled", &[("name", &settled.student_name)])));
            close.emit(());
        })
    };
    let ask = {
        let (asked, told) = (asked.clone(), told.clone());
        Callback::from(move |objection| {
            told.set(None);
            asked.set(Some(objection));
        })
    };
    let option = |one: ObjectionState| {
        html! { <option selected={one == *state}>{ i18n.t(&format!("staff.objection.{}", one.code())) }</option> }
    };
    let content = match &list {
        Loaded::Present(list) if list.total == 0 => {
            html! { <div class="empty"><p>{ i18n.t("staff.objection.none") }</p></div> }
        }
        Loaded::Present(list) => html! { <>{ table(&i18n, &list.items, &ask) }{ paging(&i18n, list, &page) }</> },
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={reload} /> },
        _ => html! { <Skeleton /> },
    };
    html! {
        <>
            if let Some(words) = &*told { <Notice kind={NoticeKind::Good} live=true><p>{ words }</p></Notice> }
            <label class="review__pick">
                <span class="label">{ i18n.t("staff.standing") }</span>
                <select class="input input--short" {onchange}>{ for ObjectionState::ALL.into_iter().map(option) }</select>
            </label>
            { content }
            if let Some(objection) = &*asked {
                <Settling objection={objection.clone()} on_close={close} {on_settled} />
            }
        </>
    }
}

fn table(i18n: &I18n, objections: &[BindingObjection], ask: &Callback<BindingObjection>) -> Html {
    let columns = [
        "review.column.student",
        "review.column.applicant",
        "staff.objection.objector",
        "review.column.submitted_at",
        "staff.standing",
    ];
    let columns = columns.map(|key| i18n.t(key));
    let [student, applicant, objector, raised_at, standing] = columns.clone();
    let row = |one: &BindingObjection| {
        let onclick = {
            let asked = one.clone();
            ask.reform(move |()| asked.clone())
        };
        // Whoever objected has had all data deleted, or isn't named to who has a part in it.
        let name = if one.objector_name.is_empty() { "--" } else { &one.objector_name };
        html! {
            <tr key={one.id.to_string()}>
                <th scope="row" data-label={student.clone()}>
                    <span>{ &one.student_name }<span class="grid__reason">{ &one.class_name }</span></span>
                </th>
                <td data-label={applicant.clone()}>
                    <span>
                        { &one.applicant_name }
                        <span class="grid__reason">{ relationship_name(i18n, one.relationship, None) }</span>
                        { status_tag(i18n, one.application_status) }
                    </span>
                </td>
                <td data-label={objector.clone()}><span>{ name }<span class="grid__reason">{ &one.reason }</span></span></td>
                <td class="num" data-label={raised_at.clone()}>{ i18n.date_time(one.raised_at) }</td>
                <td data-label={standing.clone()}>
                    if one.state == ObjectionState::Open && one.is_own {
                        <span class="soft">{ i18n.t("staff.objection.own") }</span>
                    } else if one.state == ObjectionState::Open {
                        <Button look={Look::Quiet} small=true {onclick}>
                            { i18n.t("staff.objection.settle") }<span class="visually-hidden">{ &one.student_name }</span>
                        </Button>
                    } else {
                        <span>
                            { tag(TagKind::Plain, i18n.t(&format!("staff.objection.{}", one.state.code()))) }
                            { one.settlement.as_ref().map(|made| settlement(i18n, made)).unwrap_or_default() }
                        </span>
                    }
                </td>
            </tr>
        }
    };
    html! {
        <div class="grid-wrap" role="region" aria-labelledby="objections-caption" tabindex="0">
            <table class="grid grid--plain grid--text">
                <caption id="objections-caption" class="visually-hidden">{ i18n.t("staff.objections") }</caption>
                <thead><tr>{ for columns.into_iter().map(|column| html! { <th scope="col">{ column }</th> }) }</tr></thead>
                <tbody>{ for objections.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

fn settlement(i18n: &I18n, made: &Settlement) -> Html {
    let by = [("name", made.registrar_name.as_str()), ("time", &i18n.date_time(made.settled_at))];
    html! {
        <>
            <span class="grid__reason num">{ i18n.with("staff.objection.settled_by", &by) }</span>
            if let Some(note) = &made.note { <span class="grid__reason">{ note }</span> }
        </>
    }
}
