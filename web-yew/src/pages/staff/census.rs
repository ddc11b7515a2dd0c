//! 全市普查進度: how far the city has got, by level, district and school, for the bureau.

use super::{Here, data::use_loaded, staff_page};
use crate::{
    api,
    components::notice::{Failed, Skeleton},
    i18n::{I18n, use_i18n},
    route::staff::StaffRoute,
    session::Loaded,
};
use shared_types::{
    census::{CityCensus, DayCensus, SchoolCensus},
    review::ClassCensus,
    school::SchoolLevel,
};
use std::collections::{BTreeMap, BTreeSet};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// For officers of the bureau, and auditors.
pub fn page() -> Html {
    staff_page(StaffRoute::Census, |_: Here| html! { <Census /> })
}

/// What a row of the table stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grouping {
    Level,
    District,
    School,
}

impl Grouping {
    const ALL: [Self; 3] = [Self::Level, Self::District, Self::School];

    fn key(self) -> &'static str {
        match self {
            Self::Level => "staff.census.by_level",
            Self::District => "staff.census.by_district",
            Self::School => "staff.census.by_school",
        }
    }

    /// Sorts and tells the groups apart; the last part is what is shown.
    fn group_of(self, i18n: &I18n, school: &SchoolCensus) -> (String, AttrValue) {
        let level = i18n.t(&format!("level.{}", school.level.code()));
        match self {
            Self::Level => (level_order(school.level).to_string(), level),
            Self::District => (school.district.clone(), school.district.clone().into()),
            Self::School => {
                let shown = i18n.with("staff.census.school", &[("school", &school.school_name), ("level", &level)]);
                (format!("{} {} {}", school.district, school.school_code, level_order(school.level)), shown)
            }
        }
    }
}

fn level_order(level: SchoolLevel) -> usize {
    SchoolLevel::ALL.iter().position(|one| *one == level).unwrap_or_default()
}

#[component]
fn Census() -> Html {
    let i18n = use_i18n();
    let (census, load) = use_loaded((), |()| api::school::census());
    let grouping = use_state_eq(|| Grouping::Level);
    let district = use_state_eq(|| None::<String>);
    let census = match census {
        Loaded::Present(census) => census,
        Loaded::Failed(error) => return html! { <Failed {error} retry={load} /> },
        _ => return html! { <Skeleton /> },
    };
    let onchange = {
        let grouping = grouping.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let chosen = usize::try_from(select.selected_index()).ok().and_then(|index| Grouping::ALL.get(index));
            grouping.set(chosen.copied().unwrap_or(Grouping::Level));
        })
    };
    let districts: BTreeSet<&String> = census.schools.iter().map(|school| &school.district).collect();
    let on_district = {
        let (district, named) = (district.clone(), districts.iter().map(|one| (*one).clone()).collect::<Vec<_>>());
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let index = usize::try_from(select.selected_index()).ok().and_then(|index| index.checked_sub(1));
            district.set(index.and_then(|index| named.get(index).cloned()));
        })
    };
    let district_option =
        |one: &&String| html! { <option selected={Some(*one) == district.as_ref()}>{ (*one).clone() }</option> };
    let option = |one: Grouping| html! { <option selected={one == *grouping}>{ i18n.t(one.key()) }</option> };
    html! {
        <div class="stack">
            <p class="soft">{ i18n.with("staff.census.counted_at", &[("time", &i18n.date_time(census.counted_at))]) }</p>
            <section class="stack" aria-labelledby="groups-title">
                <h2 id="groups-title">{ i18n.t("staff.census.progress") }</h2>
                <div class="row">
                    <label class="review__pick">
                        <span class="label">{ i18n.t("staff.census.grouping") }</span>
                        <select class="input input--short" {onchange}>{ for Grouping::ALL.into_iter().map(option) }</select>
                    </label>
                    <label class="review__pick">
                        <span class="label">{ i18n.t("staff.census.by_district") }</span>
                        <select class="input input--short" onchange={on_district}>
                            <option selected={district.is_none()}>{ i18n.t("staff.census.city") }</option>
                            { for districts.iter().map(district_option) }
                        </select>
                    </label>
                </div>
                { groups(&i18n, &census, *grouping, district.as_deref()) }
            </section>
            <section class="stack" aria-labelledby="days-title">
                <h2 id="days-title">{ i18n.t("staff.census.days") }</h2>
                { days(&i18n, &census.days) }
            </section>
        </div>
    }
}

/// The city, or the chosen district, first, then group by group.
fn groups(i18n: &I18n, census: &CityCensus, grouping: Grouping, district: Option<&str>) -> Html {
    let mut groups: BTreeMap<String, (AttrValue, ClassCensus)> = BTreeMap::new();
    let mut city = ClassCensus::default();
    let chosen = |school: &&SchoolCensus| district.is_none_or(|district| school.district == district);
    for school in census.schools.iter().filter(chosen) {
        let (order, name) = grouping.group_of(i18n, school);
        let group = groups.entry(order).or_insert_with(|| (name, ClassCensus::default()));
        group.1 = group.1 + school.census;
        city = city + school.census;
    }
    let columns = [
        "staff.census.students",
        "staff.census.bound_now",
        "status.in_review",
        "status.returned",
        "staff.census.refused",
        "staff.census.no_answer",
        "staff.census.share",
    ];
    let columns = columns.map(|key| i18n.t(key));
    let row = |name: AttrValue, counts: &ClassCensus| {
        let numbers = [
            counts.students,
            counts.bound,
            counts.in_review + counts.registry_checking,
            counts.returned,
            counts.refused,
            counts.no_answer,
        ];
        let share = percent(counts.bound, counts.students);
        html! {
            <tr key={name.to_string()}>
                <th scope="row" data-label={i18n.t(grouping.key())}>{ name.clone() }</th>
                { for numbers.into_iter().zip(columns.iter()).map(|(number, column)| html! {
                    <td class="num" data-label={column.clone()}>{ number }</td>
                }) }
                <td data-label={columns[6].clone()}>
                    <span class="share">
                        <span class="num">{ format!("{share} %") }</span>
                        <svg class="census__bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                            <rect class="ok" width={share.to_string()} height="1" />
                        </svg>
                    </span>
                </td>
            </tr>
        }
    };
    html! {
        <div class="grid-wrap" role="region" aria-labelledby="census-caption" tabindex="0">
            <table class="grid grid--plain">
                <caption id="census-caption" class="visually-hidden">{ i18n.t("staff.census.progress") }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ i18n.t(grouping.key()) }</th>
                        { for columns.iter().map(|column| html! { <th scope="col">{ column }</th> }) }
                    </tr>
                </thead>
                <tbody>
                    { row(district.map_or_else(|| i18n.t("staff.census.city"), |one| one.to_owned().into()), &city) }
                    { for groups.into_values().map(|(name, counts)| row(name, &counts)) }
                </tbody>
            </table>
        </div>
    }
}

/// Rounded down: all is only said when it is all.
fn percent(part: u64, whole: u64) -> u64 {
    (part * 100).checked_div(whole).unwrap_or_default()
}

/// A bar a day beside its numbers. An SVG, because its widths are no inline styles, which the page's policy forbids.
fn days(i18n: &I18n, days: &[DayCensus]) -> Html {
    if days.is_empty() {
        return html! { <p>{ i18n.t("staff.census.no_days") }</p> };
    }
    let most = days.iter().map(|day| day.submitted.max(day.bound)).max().unwrap_or_default().max(1);
    let columns = ["staff.census.day", "staff.census.submitted", "staff.census.bound"].map(|key| i18n.t(key));
    let bar = |class: &'static str, count: u64| {
        html! {
            <svg class="census__bar" viewBox={format!("0 0 {most} 1")} preserveAspectRatio="none" aria-hidden="true">
                <rect {class} width={count.to_string()} height="1" />
            </svg>
        }
    };
    let row = |day: &DayCensus| {
        html! {
            <tr key={day.day.to_string()}>
                <th scope="row" class="num" data-label={columns[0].clone()}>{ super::entries::day_words(i18n, day.day.into()) }</th>
                <td data-label={columns[1].clone()}>
                    <span class="share"><span class="num">{ day.submitted }</span>{ bar("wait", day.submitted) }</span>
                </td>
                <td data-label={columns[2].clone()}>
                    <span class="share"><span class="num">{ day.bound }</span>{ bar("ok", day.bound) }</span>
                </td>
            </tr>
        }
    };
    html! {
        <div class="grid-wrap" role="region" aria-labelledby="days-caption" tabindex="0">
            <table class="grid grid--plain">
                <caption id="days-caption" class="visually-hidden">{ i18n.t("staff.census.days") }</caption>
                <thead><tr>{ for columns.iter().map(|column| html! { <th scope="col">{ column }</th> }) }</tr></thead>
                <tbody>{ for days.iter().rev().map(row) }</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_percent_is_all() {
        assert_eq!(percent(999, 1_000), 99);
        assert_eq!(percent(1_000, 1_000), 100);
        assert_eq!(percent(0, 0), 0);
    }
}
