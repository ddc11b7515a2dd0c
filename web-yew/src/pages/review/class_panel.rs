//! Which class is reviewed, and how far it has got.

use crate::{
    components::tag::{TagKind, tag},
    i18n::I18n,
    route::{Go, Route},
};
use shared_types::review::{ClassCensus, ReviewClass};
use uuid::Uuid;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The own classes; nothing to pick for a teacher of one.
pub fn class_picker(i18n: &I18n, go: Go, classes: &[ReviewClass], chosen: Uuid) -> Html {
    if classes.len() < 2 {
        return Html::default();
    }
    let onchange = {
        let ids: Vec<Uuid> = classes.iter().map(|class| class.id).collect();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            if let Some(class_id) = usize::try_from(select.selected_index()).ok().and_then(|index| ids.get(index)) {
                go.to(Route::ReviewClass { class_id: *class_id });
            }
        })
    };
    let option = |class: &ReviewClass| {
        let waiting = class.census.in_review.to_string();
        html! {
            <option key={class.id.to_string()} value={class.id.to_string()} selected={class.id == chosen}>
                { i18n.with("review.class_option", &[("class", &class.name), ("waiting", &waiting)]) }
            </option>
        }
    };
    html! {
        <label class="review__pick">
            <span class="label">{ i18n.t("review.class") }</span>
            <select class="input input--short" name="class" {onchange}>{ for classes.iter().map(option) }</select>
        </label>
    }
}

/// 「全班 28 人：已綁定 21、待審核 3、退回待修正 1、尚未申請 3」
pub fn census(i18n: &I18n, census: ClassCensus) -> Html {
    let ClassCensus { students, bound, in_review, registry_checking, returned, no_answer } = census;
    let mark = |kind: TagKind, key: &str, count: u64| {
        html! { <li>{ tag(kind, counted(i18n, key, count)) }</li> }
    };
    html! {
        <section class="card card--tight census" aria-label={i18n.t("review.census")}>
            <div class="row">
                <strong class="num">{ counted(i18n, "review.census.students", students) }</strong>
                <ul class="row num">
                    { mark(TagKind::Ok, "review.census.bound", bound) }
                    { mark(TagKind::Wait, "review.census.in_review", in_review) }
                    if registry_checking > 0 {
                        { mark(TagKind::Wait, "review.census.registry_checking", registry_checking) }
                    }
                    { mark(TagKind::No, "review.census.returned", returned) }
                    { mark(TagKind::Info, "review.census.no_answer", no_answer) }
                </ul>
            </div>
            { bar(students, [("ok", bound), ("wait", in_review + registry_checking), ("no", returned)]) }
        </section>
    }
}

fn counted(i18n: &I18n, key: &str, count: u64) -> AttrValue {
    i18n.with(key, &[("count", &count.to_string())])
}

/// The same in a picture. An SVG, because its widths are no inline styles, which the page's policy forbids.
fn bar(students: u64, parts: [(&'static str, u64); 3]) -> Html {
    let mut start = 0;
    let piece = |(class, count): (&'static str, u64)| {
        let x = start;
        start += count;
        html! { <rect {class} x={x.to_string()} width={count.to_string()} height="1" /> }
    };
    html! {
        <svg class="census__bar" viewBox={format!("0 0 {} 1", students.max(1))} preserveAspectRatio="none" aria-hidden="true">
            { for parts.into_iter().map(piece) }
        </svg>
    }
}
