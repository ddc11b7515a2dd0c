//! The filter under each heading; on a phone, where there are none, all of them in a fold-out.
//!
//! A text is applied with Enter or when its field is left: never in the middle of a character that is being composed.

use super::{grid::Views, query::View};
use crate::{
    components::{field::value_of, relationship_fields::relationship_name},
    i18n::{I18n, use_i18n},
};
use shared_types::{
    application::{AccountState, ApplicationStatus},
    limits,
    national_id::NationalId,
    relationship::Relationship,
    review::{ReviewColumn, ReviewQuery, ReviewState},
    taiwan_time::Day,
    text::normalise_identifier,
};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The query that is on screen, and what becomes of another.
#[derive(Clone, Copy)]
pub struct Filters<'a> {
    pub i18n: &'a I18n,
    pub query: &'a ReviewQuery,
    pub on_filter: &'a Callback<ReviewQuery>,
}

/// Where a query keeps the value of a filter.
type Place<T> = fn(&mut ReviewQuery) -> &mut Option<T>;

impl Filters<'_> {
    /// The control of a column; none where every row of the tab has the same.
    pub fn control(self, column: ReviewColumn) -> Option<Html> {
        let decided = self.query.state == ReviewState::Decided;
        let as_typed = |typed: String| Some(typed);
        Some(match column {
            ReviewColumn::StudentNumber => self.text(column, |query| &mut query.student_number, as_typed),
            ReviewColumn::SeatNumber => {
                self.text(column, |query| &mut query.seat_number, |typed| normalise_identifier(&typed).parse().ok())
            }
            ReviewColumn::Student => self.text(column, |query| &mut query.student, as_typed),
            ReviewColumn::Relationship => self.choice(
                column,
                |query| &mut query.relationship,
                &Relationship::ALL,
                |i18n, code| relationship_name(i18n, code, None),
            ),
            ReviewColumn::Applicant => self.text(column, |query| &mut query.applicant, as_typed),
            // A whole number mustn't stand in an address.
            ReviewColumn::NationalId => self.text(
                column,
                |query| &mut query.national_id,
                |typed| Some(NationalId::parse(&typed).map_or(typed, |id| id.masked())),
            ),
            ReviewColumn::Email => self.text(column, |query| &mut query.email, as_typed),
            ReviewColumn::SubmittedAt => {
                self.days(column, |query| &mut query.submitted_from, |query| &mut query.submitted_until)
            }
            ReviewColumn::Status if decided => self.choice(
                column,
                |query| &mut query.status,
                &[ApplicationStatus::Approved, ApplicationStatus::Returned],
                |i18n, status| i18n.t(&format!("status.{}", status.code())),
            ),
            ReviewColumn::DecidedAt if decided => {
                self.days(column, |query| &mut query.decided_from, |query| &mut query.decided_until)
            }
            ReviewColumn::Account if decided => self.choice(
                column,
                |query| &mut query.account,
                &AccountState::ALL,
                |i18n, state| i18n.t(&format!("review.account.{}", state.code())),
            ),
            _ => return None,
        })
    }

    /// All of them, where the headings aren't shown.
    pub fn fold_out(self) -> Html {
        let field = |column: ReviewColumn| {
            let control = self.control(column)?;
            let name = self.i18n.t(&format!("review.column.{}", column.code()));
            Some(
                html! { <div key={column.code()}><span class="label" aria-hidden="true">{ name }</span>{ control }</div> },
            )
        };
        html! {
            <details class="filters narrow-only card card--tight">
                <summary>{ self.i18n.t("review.filters") }</summary>
                <div class="filters__fields">{ for ReviewColumn::ALL.into_iter().filter_map(field) }</div>
            </details>
        }
    }

    /// How many rows are left, and the way back to all; nothing where no row is left out.
    pub fn summary(self, views: &Views, total: u64) -> Html {
        let words = || self.i18n.with("review.filtered", &[("total", &total.to_string())]);
        html! {
            <div class="row" role="status">
                if self.query.is_filtered() {
                    <span class="num">{ words() }</span>
                    { self.clear(views, "btn btn--link btn--small") }
                }
            </div>
        }
    }

    /// 「清除篩選」
    pub fn clear(self, views: &Views, class: &'static str) -> Html {
        views.link(self.query.without_filters().encode(), class, false, self.i18n.t("review.clear_filters").into())
    }

    fn label(self, column: ReviewColumn) -> String {
        let name = self.i18n.t(&format!("review.column.{}", column.code()));
        self.i18n.with("review.filter_of", &[("column", &name)]).to_string()
    }

    /// What stands there now, and what puts another value there.
    fn at<T: Clone + PartialEq + 'static>(self, place: Place<T>) -> (Option<T>, Callback<Option<T>>) {
        let query = ReviewQuery { page: 1, ..self.query.clone() };
        let now = place(&mut query.clone()).clone();
        let (before, on_filter) = (now.clone(), self.on_filter.clone());
        let put = Callback::from(move |value: Option<T>| {
            if value != before {
                let mut next = query.clone();
                *place(&mut next) = value;
                on_filter.emit(next);
            }
        });
        (now, put)
    }

    fn text<T: Clone + PartialEq + ToString + 'static>(
        self,
        column: ReviewColumn,
        place: Place<T>,
        read: fn(String) -> Option<T>,
    ) -> Html {
        let (now, put) = self.at(place);
        let on_change = put.reform(move |typed: String| Some(typed).filter(|typed| !typed.is_empty()).and_then(read));
        let value = now.map(|now| now.to_string()).unwrap_or_default();
        let numeric = (column == ReviewColumn::SeatNumber).then_some("numeric");
        let is_meant = Callback::from(move |typed: String| typed.is_empty() || read(typed).is_some());
        html! { <FilterInput label={self.label(column)} {value} kind="text" inputmode={numeric} {is_meant} {on_change} /> }
    }

    fn days(self, column: ReviewColumn, from: Place<Day>, until: Place<Day>) -> Html {
        let input = |place: Place<Day>, key: &str| {
            let (now, put) = self.at(place);
            let on_change = Callback::from(move |typed: String| match (typed.is_empty(), Day::try_from(typed)) {
                (true, _) => put.emit(None),
                // A year that is only half there.
                (false, Err(_)) => {}
                (false, Ok(day)) => put.emit(Some(day)),
            });
            let value = now.map(|day| day.to_string()).unwrap_or_default();
            let label = format!("{} {}", self.label(column), self.i18n.t(key));
            html! { <FilterInput {label} {value} kind="date" {on_change} /> }
        };
        html! { <>{ input(from, "review.filter_from") }{ input(until, "review.filter_until") }</> }
    }

    fn choice<T: Copy + PartialEq + 'static>(
        self,
        column: ReviewColumn,
        place: Place<T>,
        all: &'static [T],
        words: fn(&I18n, T) -> AttrValue,
    ) -> Html {
        let (now, put) = self.at(place);
        let onchange = put.reform(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let chosen = usize::try_from(select.selected_index()).ok().and_then(|index| index.checked_sub(1));
            chosen.and_then(|index| all.get(index).copied())
        });
        let option = |one: &T| html! { <option selected={now == Some(*one)}>{ words(self.i18n, *one) }</option> };
        html! {
            <select class="input filter" aria-label={self.label(column)} {onchange}>
                <option selected={now.is_none()}>{ self.i18n.t("review.filter_all") }</option>
                { for all.iter().map(option) }
            </select>
        }
    }
}

#[derive(Properties, PartialEq)]
struct FilterInputProps {
    label: AttrValue,
    value: AttrValue,
    kind: &'static str,
    #[prop_or_default]
    inputmode: Option<&'static str>,
    /// Whether what was typed can be looked for.
    #[prop_or(Callback::from(|_| true))]
    is_meant: Callback<String, bool>,
    on_change: Callback<String>,
}

/// Uncontrolled, but for what comes from elsewhere: the address, or 「清除篩選」.
#[component]
fn FilterInput(props: &FilterInputProps) -> Html {
    let i18n = use_i18n();
    let node = use_node_ref();
    let is_wrong = use_state_eq(|| false);
    {
        let node = node.clone();
        use_effect_with(props.value.clone(), move |value| {
            if let Some(input) = node.cast::<HtmlInputElement>() {
                input.set_value(value);
            }
        });
    }
    let onchange = {
        let (node, is_wrong) = (node.clone(), is_wrong.clone());
        let (is_meant, on_change) = (props.is_meant.clone(), props.on_change.clone());
        Callback::from(move |_: Event| {
            let typed = value_of(&node).trim().to_owned();
            let is_good = is_meant.emit(typed.clone());
            is_wrong.set(!is_good);
            if is_good {
                on_change.emit(typed);
            }
        })
    };
    let title = (props.kind == "text").then(|| i18n.t("review.filter_hint"));
    html! {
        <>
            // The title: what screen readers say after the name.
            <input ref={node} class="input filter" type={props.kind} aria-label={props.label.clone()} {title} {onchange}
                aria-invalid={is_wrong.then_some("true")}
                inputmode={props.inputmode} maxlength={limits::FILTER_CHARS.to_string()} enterkeyhint="search" autocomplete="off" spellcheck="false" />
            if *is_wrong { <span class="error small" role="alert">{ i18n.t("review.filter_number") }</span> }
        </>
    }
}
