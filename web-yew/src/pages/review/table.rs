//! The grid itself: a native table that becomes cards on a phone.

use super::query::GridQuery;
use crate::{
    components::{
        grid::{Direction, SortHeading},
        relationship_fields::relationship_name,
        tag::{AccountTag, StatusTag},
    },
    i18n::{I18n, use_i18n},
};
use shared_types::{
    application::AccountState,
    review::{ReviewRow, ReviewSort},
};
use std::rc::Rc;
use uuid::Uuid;
use web_sys::{HtmlInputElement, wasm_bindgen::JsCast};
use yew::prelude::*;

/// A click on the checkbox of a row.
#[derive(Debug, Clone, Copy)]
pub struct Pick {
    pub index: usize,
    pub selected: bool,
    /// With shift: everything since the last click.
    pub range: bool,
}

#[derive(Properties, PartialEq)]
pub struct ReviewTableProps {
    pub caption: AttrValue,
    pub rows: Rc<Vec<ReviewRow>>,
    pub query: GridQuery,
    /// Selected rows of this page; `None` where nothing can be decided.
    pub selected: Option<Vec<Uuid>>,
    pub loading: bool,
    pub on_pick: Callback<Pick>,
    pub on_pick_page: Callback<bool>,
    pub on_sort: Callback<ReviewSort>,
}

/// 學號 座號 學生 關係 申請人 身分證 MAIL 提出時間 審核結果 審核時間 單一身分驗證帳號
#[component]
pub fn ReviewTable(props: &ReviewTableProps) -> Html {
    let i18n = use_i18n();
    let heading = |key: &str, class: &'static str| html! { <th scope="col" {class}>{ i18n.t(key) }</th> };
    let sortable = |key: &str, sort: ReviewSort, class: &'static str| {
        let direction = (props.query.sort == sort).then_some(if props.query.descending {
            Direction::Descending
        } else {
            Direction::Ascending
        });
        html! {
            <SortHeading label={i18n.t(key)} {class} {direction} on_sort={props.on_sort.reform(move |()| sort)} />
        }
    };
    let plain = props.selected.is_none().then_some("grid--plain");
    html! {
        <div class="grid-wrap" role="region" aria-labelledby="grid-caption" tabindex="0" aria-busy={props.loading.then_some("true")}>
            <table class={classes!("grid", plain)}>
                <caption id="grid-caption" class="visually-hidden">{ props.caption.clone() }</caption>
                <thead>
                    <tr>
                        if let Some(selected) = &props.selected {
                            <th scope="col" class="grid__pick grid__pin grid__pin--1">
                                <PickPage rows={props.rows.len()} selected={selected.len()} on_pick={props.on_pick_page.clone()} />
                            </th>
                        }
                        { heading("review.column.student_number", "grid__pin grid__pin--2") }
                        { sortable("review.column.seat_number", ReviewSort::SeatNumber, "grid__pin grid__pin--3") }
                        { heading("review.column.student", "grid__pin grid__pin--4") }
                        { heading("review.column.relationship", "") }
                        { heading("review.column.applicant", "") }
                        { heading("review.column.national_id", "") }
                        { heading("review.column.email", "") }
                        { sortable("review.column.submitted_at", ReviewSort::SubmittedAt, "") }
                        { heading("review.column.status", "") }
                        { heading("review.column.decided_at", "") }
                        { heading("review.column.account", "") }
                    </tr>
                </thead>
                <tbody>
                    { for props.rows.iter().enumerate().map(|(index, row)| table_row(&i18n, props, index, row)) }
                </tbody>
            </table>
        </div>
    }
}

fn table_row(i18n: &I18n, props: &ReviewTableProps, index: usize, row: &ReviewRow) -> Html {
    let selected = props.selected.as_ref().map(|ids| ids.contains(&row.id));
    let cell = |key: &str, class: &'static str, content: Html| {
        html! { <td {class} data-label={i18n.t(key)}>{ content }</td> }
    };
    let decided_at = row.decided_at.map_or_else(|| AttrValue::from("--"), |moment| i18n.date_time(moment));
    html! {
        <tr key={row.id.as_u128()} data-selected={(selected == Some(true)).then_some("")}>
            if let Some(checked) = selected {
                <td class="grid__pick grid__pin grid__pin--1">
                    <label><input type="checkbox" {checked} aria-label={row_label(i18n, row)} onclick={pick(props, index)} /></label>
                </td>
            }
            { cell("review.column.student_number", "num grid__pin grid__pin--2", html! { &row.student_number }) }
            { cell("review.column.seat_number", "num grid__pin grid__pin--3", html! { row.seat_number }) }
            <th scope="row" class="grid__pin grid__pin--4" data-label={i18n.t("review.column.student")}>{ &row.student_name }</th>
            { cell("review.column.relationship", "grid__wrap", relationship(i18n, row).into()) }
            { cell("review.column.applicant", "", html! { &row.applicant_name }) }
            { cell("review.column.national_id", "num", html! { &row.national_id_masked }) }
            { cell("review.column.email", "grid__wrap grid__wrap--wide", html! { &row.email }) }
            { cell("review.column.submitted_at", "num", i18n.date_time(row.submitted_at).into()) }
            { cell("review.column.status", "", status(row)) }
            <td class="num" data-label={i18n.t("review.column.decided_at")} data-empty={row.decided_at.is_none().then_some("")}>{ decided_at }</td>
            <td data-label={i18n.t("review.column.account")} data-empty={(row.account == AccountState::None).then_some("")}>
                <AccountTag state={row.account} />
            </td>
        </tr>
    }
}

/// 「12 江○恩（江大明）」: what tells two applications for one child apart.
pub fn row_label(i18n: &I18n, row: &ReviewRow) -> AttrValue {
    let seat = row.seat_number.to_string();
    i18n.with(
        "review.row_label",
        &[("seat", &seat), ("student", &row.student_name), ("applicant", &row.applicant_name)],
    )
}

/// 父親; for 「其他」 what the applicant wrote.
pub fn relationship(i18n: &I18n, row: &ReviewRow) -> AttrValue {
    relationship_name(i18n, row.relationship, row.relationship_note.as_deref())
}

fn status(row: &ReviewRow) -> Html {
    html! {
        <span>
            <StatusTag status={row.status} />
            if let Some(reason) = &row.return_reason {
                <span class="grid__reason">{ reason }</span>
            }
        </span>
    }
}

fn pick(props: &ReviewTableProps, index: usize) -> Callback<MouseEvent> {
    props.on_pick.reform(move |event: MouseEvent| Pick {
        index,
        selected: is_checked(&event),
        range: event.shift_key(),
    })
}

fn is_checked(event: &MouseEvent) -> bool {
    event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()).is_some_and(|input| input.checked())
}

#[derive(Properties, PartialEq)]
pub struct PickPageProps {
    pub rows: usize,
    pub selected: usize,
    pub on_pick: Callback<bool>,
    /// Shows its words beside the box; in the table's head there is no room.
    #[prop_or_default]
    pub labelled: bool,
}

/// Selects or releases the whole page.
#[component]
pub fn PickPage(props: &PickPageProps) -> Html {
    let i18n = use_i18n();
    let node = use_node_ref();
    let (all, some) = (props.rows > 0 && props.selected == props.rows, props.selected > 0);
    {
        let node = node.clone();
        use_effect_with((all, some), move |&(all, some)| {
            if let Some(input) = node.cast::<HtmlInputElement>() {
                input.set_indeterminate(some && !all);
            }
        });
    }
    let words = i18n.t("review.pick_page");
    html! {
        <label class={props.labelled.then_some("check")}>
            <input
                ref={node}
                type="checkbox"
                checked={all}
                aria-label={words.clone()}
                onclick={props.on_pick.reform(|event: MouseEvent| is_checked(&event))}
            />
            if props.labelled {
                <span>{ words }</span>
            }
        </label>
    }
}
