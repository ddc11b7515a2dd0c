//! The grid itself: a native table that becomes cards on a phone.

use super::{
    decisions::Decisions,
    doubts::marks,
    filters::Filters,
    grid::{Direction, sort_heading},
    preferences::Preferences,
};
use crate::{
    components::{
        relationship_fields::relationship_name,
        return_reason::reason_lines,
        tag::{TagKind, status_tag, tag},
    },
    i18n::I18n,
};
use shared_types::{
    application::AccountState,
    registry::RegistryOutcome,
    relationship::Relationship,
    review::{ReviewColumn, ReviewRow, ReviewSort},
};
use time::OffsetDateTime;
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

/// What the table shows and what it tells.
pub struct ReviewTable<'a> {
    pub i18n: &'a I18n,
    pub caption: AttrValue,
    pub rows: &'a [ReviewRow],
    pub preferences: &'a Preferences,
    pub filters: Filters<'a>,
    /// Selected rows of this page; `None` where nothing can be decided.
    pub selected: Option<&'a [Uuid]>,
    pub loading: bool,
    pub decisions: &'a Decisions,
    pub on_pick: Callback<Pick>,
    pub on_pick_page: Callback<bool>,
    pub on_sort: Callback<ReviewSort>,
    /// The evidence of a row is asked for.
    pub on_open: Callback<ReviewRow>,
}

/// The columns, with their filters under the headings.
pub fn review_table(props: &ReviewTable) -> Html {
    let i18n = props.i18n;
    let query = props.filters.query;
    let heading = |column: ReviewColumn| {
        let (label, class) = (i18n.t(&format!("review.column.{}", column.code())), pinned(column));
        let Some(sort) = column.sort() else { return html! { <th scope="col" {class}>{ label }</th> } };
        let direction = if query.descending { Direction::Descending } else { Direction::Ascending };
        let direction = (query.sort == sort).then_some(direction);
        sort_heading(label, class, direction, props.on_sort.reform(move |()| sort))
    };
    let hint = i18n.t("review.filter_hint");
    let filter = |column: ReviewColumn| html! { <td class={pinned(column)} data-hint={hint.clone()}>{ props.filters.control(column) }</td> };
    let looks = [
        ("grid--plain", props.selected.is_none()),
        ("grid--dense", props.preferences.dense),
        ("grid--no-number", !props.preferences.shows(ReviewColumn::StudentNumber)),
        ("grid--no-seat", !props.preferences.shows(ReviewColumn::SeatNumber)),
    ];
    let looks: Classes = looks.into_iter().filter_map(|(class, has)| has.then_some(class)).collect();
    html! {
        <div class="grid-wrap" role="region" aria-labelledby="grid-caption" tabindex="0" aria-busy={props.loading.then_some("true")}>
            <table class={classes!("grid", looks)}>
                <caption id="grid-caption" class="visually-hidden">{ props.caption.clone() }</caption>
                <thead>
                    <tr>
                        if let Some(selected) = props.selected {
                            <th scope="col" class="grid__pick grid__pin grid__pin--1">
                                { pick_page(i18n, props.rows, selected.len(), false, &props.on_pick_page) }
                            </th>
                        }
                        { for props.preferences.columns().map(heading) }
                    </tr>
                    <tr class="grid__filters">
                        if props.selected.is_some() {
                            <td class="grid__pin grid__pin--1"></td>
                        }
                        { for props.preferences.columns().map(filter) }
                    </tr>
                </thead>
                <tbody>
                    { for props.rows.iter().enumerate().map(|(index, row)| table_row(props, index, row)) }
                </tbody>
            </table>
        </div>
    }
}

/// Those that stay while the rest scrolls sideways.
fn pinned(column: ReviewColumn) -> &'static str {
    match column {
        ReviewColumn::StudentNumber => "num grid__pin grid__pin--2",
        ReviewColumn::SeatNumber => "num grid__pin grid__pin--3",
        ReviewColumn::Student => "grid__pin grid__pin--4",
        _ => "",
    }
}

fn table_row(props: &ReviewTable, index: usize, row: &ReviewRow) -> Html {
    let selected = props.selected.map(|ids| ids.contains(&row.id));
    html! {
        <tr key={row.id.to_string()} data-selected={(selected == Some(true)).then_some("")}>
            if let Some(checked) = selected {
                <td class="grid__pick grid__pin grid__pin--1">
                    if !row.is_own {<label><input type="checkbox" {checked} aria-label={row_label(props.i18n, row)} onclick={pick(props, index)} /></label>}
                </td>
            }
            { for props.preferences.columns().map(|column| cell(props, row, column)) }
        </tr>
    }
}

fn cell(props: &ReviewTable, row: &ReviewRow, column: ReviewColumn) -> Html {
    let i18n = props.i18n;
    let label = i18n.t(&format!("review.column.{}", column.code()));
    let (class, content) = match column {
        ReviewColumn::Student => {
            let onclick = {
                let row = row.clone();
                props.on_open.reform(move |_: MouseEvent| row.clone())
            };
            return html! {
                <th scope="row" class={pinned(column)} data-label={label}>
                    <button type="button" class="grid__open" aria-haspopup="dialog" aria-label={row_label(i18n, row)} title={i18n.t("review.evidence")} {onclick}>
                        { &row.student_name }
                    </button>
                </th>
            };
        }
        ReviewColumn::StudentNumber => (pinned(column), html! { &row.student_number }),
        ReviewColumn::SeatNumber => (pinned(column), html! { row.seat_number }),
        ReviewColumn::Relationship => {
            ("grid__wrap", html! { <span>{ relationship(i18n, row) }{ registry(i18n, row) }</span> })
        }
        ReviewColumn::Applicant => ("", html! { &row.applicant_name }),
        ReviewColumn::NationalId => ("num", html! { &row.national_id_masked }),
        ReviewColumn::Email => ("grid__wrap grid__wrap--wide", email(i18n, row)),
        ReviewColumn::SubmittedAt => ("num grid__date", i18n.date_time(row.submitted_at).into()),
        ReviewColumn::Status => ("", status(props, row)),
        ReviewColumn::DecidedAt => {
            ("num grid__date", row.decided_at.map_or_else(|| "--".into(), |moment| i18n.date_time(moment)).into())
        }
        ReviewColumn::Account => ("", account_tag(i18n, row.account)),
    };
    let empty = match column {
        ReviewColumn::DecidedAt => row.decided_at.is_none(),
        ReviewColumn::Account => row.account == AccountState::None,
        _ => false,
    };
    html! { <td {class} data-label={label} data-empty={empty.then_some("")}>{ content }</td> }
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

/// How somebody is bound who hasn't applied: a carer until which day.
pub fn bound_as(i18n: &I18n, relationship: Relationship, ends_at: Option<OffsetDateTime>) -> AttrValue {
    match ends_at {
        Some(end) => i18n.with("review.carer_until", &[("day", &i18n.last_day(end))]),
        None => relationship_name(i18n, relationship, None),
    }
}

/// 戶政查核: what the household registry says of person and relationship.
pub fn registry(i18n: &I18n, row: &ReviewRow) -> Html {
    let Some(check) = &row.registry else { return Html::default() };
    let words = |code: &str| i18n.t(&format!("review.registry.{code}"));
    let kind = match check.outcome {
        RegistryOutcome::Confirmed => TagKind::Ok,
        RegistryOutcome::Mismatch => TagKind::Plain,
        RegistryOutcome::Unknown | RegistryOutcome::NoAnswer => TagKind::Info,
    };
    html! {
        <>
            { " " }{ tag(kind, words(check.outcome.code())) }
            { for check.findings.iter().map(|one| html! { <span class="grid__reason">{ words(one.code()) }</span> }) }
        </>
    }
}

/// MAIL, and whether it was confirmed.
pub fn email(i18n: &I18n, row: &ReviewRow) -> Html {
    html! {
        <>
            { &row.email }
            if !row.email_is_proved {
                { " " }{ tag(TagKind::Plain, i18n.t("review.email_unconfirmed")) }
            }
        </>
    }
}

fn status(props: &ReviewTable, row: &ReviewRow) -> Html {
    let i18n = props.i18n;
    html! {
        <span>
            { status_tag(i18n, row.status) }
            { marks(i18n, row) }
            if let Some(reason) = &row.return_reason {
                <span class="grid__reason">{ reason_lines(i18n, reason).join(" ") }</span>
            }
            { props.decisions.undo_button(row) }
        </span>
    }
}

/// 單一身分驗證帳號 of an application.
pub fn account_tag(i18n: &I18n, state: AccountState) -> Html {
    match state {
        AccountState::None => html! {
            <span class="soft">
                <span aria-hidden="true">{ "--" }</span>
                <span class="visually-hidden">{ i18n.t("review.account.none") }</span>
            </span>
        },
        AccountState::AwaitingEmail => tag(TagKind::Wait, i18n.t("review.account.awaiting_email")),
        AccountState::Opening => tag(TagKind::Wait, i18n.t("review.account.opening")),
        AccountState::Opened => tag(TagKind::Ok, i18n.t("review.account.opened")),
    }
}

fn pick(props: &ReviewTable, index: usize) -> Callback<MouseEvent> {
    props.on_pick.reform(move |event: MouseEvent| Pick {
        index,
        selected: is_checked(&event),
        range: event.shift_key(),
    })
}

fn is_checked(event: &MouseEvent) -> bool {
    event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()).is_some_and(|input| input.checked())
}

/// How many of a page can be selected: nobody decides about an own application.
pub fn selectable(rows: &[ReviewRow]) -> usize {
    rows.iter().filter(|row| !row.is_own).count()
}

/// Selects or releases the whole page. Shows its words only where there is room.
pub fn pick_page(i18n: &I18n, rows: &[ReviewRow], selected: usize, labelled: bool, on_pick: &Callback<bool>) -> Html {
    let words = i18n.t("review.pick_page");
    let all = selected > 0 && selected == selectable(rows);
    html! {
        <label class={labelled.then_some("check")}>
            <input type="checkbox" checked={all} ~indeterminate={selected > 0 && !all} aria-label={words.clone()}
                onclick={on_pick.reform(|event: MouseEvent| is_checked(&event))} />
            if labelled {
                <span>{ words }</span>
            }
        </label>
    }
}
