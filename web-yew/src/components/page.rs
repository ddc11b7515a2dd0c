//! The frame of every page: title, the one `h1`, and the focus on it.

use crate::{
    browser,
    components::stepper::{STEPS, stepper},
    i18n::use_i18n,
    route::Route,
};
use std::cell::Cell;
use yew::prelude::*;
use yew_router::prelude::*;

thread_local! {
    /// The first page is read from its top, as the browser does it; only navigation moves the focus.
    static NAVIGATED: Cell<bool> = const { Cell::new(false) };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// A comfortable line length.
    #[default]
    Reading,
    /// For short forms.
    Narrow,
    /// For tables.
    Wide,
}

#[derive(Properties, PartialEq)]
pub struct PageProps {
    pub title: AttrValue,
    /// A form on the page is wrong: the document's title says so.
    #[prop_or_default]
    pub error: bool,
    /// One of the parents' four steps.
    #[prop_or_default]
    pub step: Option<usize>,
    /// Where a link above the title leads back to.
    #[prop_or_default]
    pub back: Option<Route>,
    #[prop_or_default]
    pub width: Width,
    pub children: Html,
}

/// A page.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let i18n = use_i18n();
    {
        let key = if props.error { "page.title_error" } else { "page.title" };
        use_effect_with(i18n.with(key, &[("title", &props.title)]), |title| browser::document().set_title(title));
    }
    use_effect_with((), |()| {
        if NAVIGATED.replace(true) {
            browser::window().scroll_to_with_x_and_y(0.0, 0.0);
            browser::focus_heading();
        }
    });
    let width = match props.width {
        Width::Reading => None,
        Width::Narrow => Some("page--narrow"),
        Width::Wide => Some("page--wide"),
    };
    html! {
        <main id="main" class={classes!("page", width)}>
            if let Some(route) = props.back {
                <p><Link<Route> to={route} classes="btn btn--link">{ i18n.t("action.back") }</Link<Route>></p>
            }
            if let Some(step) = props.step { { stepper(&i18n, step) } }
            <div class="title">
                if let Some(step) = props.step.filter(|step| *step <= STEPS) {
                    <p class="small soft">{ i18n.with("step.count", &[("step", &step.to_string())]) }</p>
                }
                <h1 tabindex="-1">{ props.title.clone() }</h1>
            </div>
            { props.children.clone() }
        </main>
    }
}
