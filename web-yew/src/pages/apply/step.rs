//! The frame of steps 2 to 4: title, stepper, the gate, and the way out.

use super::gate::Gate;
use crate::{
    components::{page::Page, visit::Visit},
    form::use_wrong,
    i18n::use_i18n,
    route::Route,
};
use yew::prelude::*;

/// Of what a step shows.
#[derive(Properties, PartialEq)]
pub struct StepProps {
    /// Whether its form is wrong.
    pub onerror: Callback<bool>,
}

#[derive(Properties, PartialEq)]
struct StepFrameProps {
    route: Route,
    /// The page before it.
    back: Route,
    number: usize,
    /// The key of its words.
    title: &'static str,
    /// Shown once the gate is open.
    content: Callback<Callback<bool>, Html>,
}

/// A step of those who have an applicant session. The key makes each a page of its own.
pub fn step(
    route: Route,
    back: Route,
    number: usize,
    title: &'static str,
    content: fn(Callback<bool>) -> Html,
) -> Html {
    html! { <Step key={title} {route} {back} {number} {title} content={Callback::from(content)} /> }
}

#[component]
fn Step(props: &StepFrameProps) -> Html {
    let i18n = use_i18n();
    let (error, onerror) = use_wrong();
    html! {
        <Page title={i18n.t(props.title)} back={Some(props.back)} step={Some(props.number)} {error}>
            <Gate step={props.route}>
                { props.content.emit(onerror) }
                <Visit />
            </Gate>
        </Page>
    }
}
