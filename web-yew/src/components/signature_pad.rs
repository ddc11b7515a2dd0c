//! 電子簽名: drawn with a finger, pen or mouse, or typed for those who can't draw.
//!
//! Strokes are kept and drawn anew when the width changes (a rotated phone); mobile toolbars
//! change the height only, which is ignored.

use super::strokes::Strokes;
use crate::{
    browser,
    components::{
        button::{Button, Look},
        field::{TextField, value_of},
    },
    form::{Check, FieldMessage},
    i18n::use_i18n,
};
use shared_types::{check, limits, problem::FieldCode, signature::Signature, signature::check_strokes};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};
use yew::prelude::*;

/// The id of the pad, and of the field for the typed name: where an error summary leads.
pub const SIGNATURE: &str = "signature";
const INK: &str = "#16222e";

/// What the pad holds, for the page that sends it.
#[derive(Clone, Default)]
pub struct SignatureInput(Rc<Held>);

#[derive(Default)]
struct Held {
    strokes: RefCell<Strokes>,
    typed: Cell<bool>,
    /// As it was when its field was left.
    name: RefCell<String>,
    field: NodeRef,
}

impl PartialEq for SignatureInput {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl SignatureInput {
    /// The signature as it is now.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&self) -> Result<Signature, FieldCode> {
        if self.0.typed.get() {
            let name = value_of(&self.0.field);
            check::name(&name)?;
            return Ok(Signature::Typed { name });
        }
        let strokes = self.0.strokes.borrow();
        if strokes.is_empty() {
            return Err(FieldCode::Required);
        }
        let (width, height) = strokes.size();
        check_strokes(width, height, strokes.strokes())?;
        Ok(Signature::Drawn { width, height, strokes: strokes.strokes().to_vec() })
    }
}

#[derive(Properties, PartialEq)]
pub struct SignaturePadProps {
    pub input: SignatureInput,
    #[prop_or_default]
    pub error: Option<FieldMessage>,
}

/// The place to sign.
#[component]
pub fn SignaturePad(props: &SignaturePadProps) -> Html {
    let i18n = use_i18n();
    let typed = use_state_eq(|| props.input.0.typed.get());
    let switch = {
        let (typed, SignatureInput(held)) = (typed.clone(), props.input.clone());
        Callback::from(move |()| {
            held.typed.set(!held.typed.get());
            typed.set(held.typed.get());
        })
    };
    // The other way the button keeps the focus, and a new page's heading has it.
    use_effect_with(*typed, |typed| {
        if *typed {
            browser::focus(SIGNATURE);
        }
    });
    let SignatureInput(held) = props.input.clone();
    let value = held.name.borrow().clone();
    let onleave = Callback::from(move |typed| drop(held.name.replace(typed)));
    html! {
        <div class="stack">
            if *typed {
                <TextField id={SIGNATURE} label={i18n.t("signature.typed")} hint={i18n.t("signature.statement")}
                    error={props.error.clone()} node={props.input.0.field.clone()} autocomplete="name"
                    recheck={check::name as Check} {value} {onleave} />
            } else {
                <Pad input={props.input.clone()} error={props.error.clone()} />
            }
            <div><Button look={Look::Link} onclick={switch}>
                { i18n.t(if *typed { "signature.draw_instead" } else { "signature.type_instead" }) }
            </Button></div>
        </div>
    }
}

#[component]
fn Pad(props: &SignaturePadProps) -> Html {
    let i18n = use_i18n();
    let canvas = use_node_ref();
    let pen = use_mut_ref(|| None::<i32>);
    let count = use_state_eq(|| strokes_of(&props.input.0));
    let held = props.input.0.clone();
    use_fitted_canvas(canvas.clone(), held.clone());

    let onpointerdown = {
        let (canvas, pen, held) = (canvas.clone(), pen.clone(), held.clone());
        Callback::from(move |event: PointerEvent| {
            if !event.is_primary() || event.button() != 0 {
                return;
            }
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                // Without the capture the stroke ends at the edge, which is bearable.
                let _ = canvas.set_pointer_capture(event.pointer_id());
            }
            let begun = held.strokes.borrow_mut().begin(event.offset_x(), event.offset_y());
            *pen.borrow_mut() = begun.then(|| event.pointer_id());
        })
    };
    let onpointermove = {
        let (canvas, pen, held) = (canvas.clone(), pen.clone(), held.clone());
        Callback::from(move |event: PointerEvent| {
            if *pen.borrow() != Some(event.pointer_id()) {
                return;
            }
            let line = held.strokes.borrow_mut().extend(event.offset_x(), event.offset_y());
            let scale = held.strokes.borrow().scale();
            if let (Some((from, to)), Some(canvas)) = (line, canvas.cast::<HtmlCanvasElement>()) {
                draw(&canvas, scale, &[vec![from, to]]);
            }
        })
    };
    let lift = {
        let (pen, count, held) = (pen.clone(), count.clone(), held.clone());
        Callback::from(move |_: PointerEvent| {
            if pen.borrow_mut().take().is_some() {
                count.set(strokes_of(&held));
            }
        })
    };
    let change = |change: fn(&mut Strokes)| {
        let (canvas, count, held) = (canvas.clone(), count.clone(), held.clone());
        Callback::from(move |()| {
            change(&mut held.strokes.borrow_mut());
            count.set(strokes_of(&held));
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                redraw(&canvas, &held.strokes.borrow());
            }
        })
    };

    let error = props.error.as_ref();
    let judged = use_memo(error.map(|error| error.attempt), |_| strokes_of(&props.input.0));
    // Mended, its words keep their place: the box must not move under the next stroke.
    let wrong = *judged == *count;
    html! {
        <div class={classes!("field", "signature-pad", (error.is_some() && wrong).then_some("field--wrong"))}>
            <span class="label" id="signature-label">{ i18n.t("signature.label") }</span>
            <span class="hint" id="signature-hint">{ i18n.t("signature.hint") }</span>
            if let Some(error) = error {
                <span class={classes!("error", (!wrong).then_some("error--mended"))} id="signature-error">{ error.text.clone() }</span>
            }
            <canvas ref={canvas.clone()} id={SIGNATURE} tabindex="-1" role="img" aria-labelledby="signature-label"
                aria-describedby="signature-hint" {onpointerdown} {onpointermove} onpointerup={lift.clone()}
                onpointercancel={lift} />
            <span class="visually-hidden" role="status">
                { i18n.with("signature.strokes", &[("count", &count.to_string())]) }
            </span>
            <div class="actions">
                <Button look={Look::Quiet} small=true onclick={change(Strokes::undo)}>{ i18n.t("signature.undo") }</Button>
                <Button look={Look::Quiet} small=true onclick={change(Strokes::clear)}>{ i18n.t("signature.clear") }</Button>
            </div>
        </div>
    }
}

/// How many there are.
fn strokes_of(held: &Held) -> u32 {
    held.strokes.borrow().strokes().len() as u32
}

/// Fits the canvas to its place, now and whenever the width changes.
#[hook]
fn use_fitted_canvas(node: NodeRef, held: Rc<Held>) {
    use_effect_with((), move |()| {
        let fitted = Cell::new(0);
        let fit = move || {
            let Some(canvas) = node.cast::<HtmlCanvasElement>() else { return };
            let side = |pixels: i32| u16::try_from(pixels).map_or(1, |side| side.clamp(1, limits::SIGNATURE_EXTENT));
            let (width, height) = (side(canvas.client_width()), side(canvas.client_height()));
            if fitted.replace(width) == width {
                return;
            }
            held.strokes.borrow_mut().fit(width, height);
            let ratio = browser::window().device_pixel_ratio();
            canvas.set_width((f64::from(width) * ratio) as u32);
            canvas.set_height((f64::from(height) * ratio) as u32);
            redraw(&canvas, &held.strokes.borrow());
        };
        fit();
        let listener = Closure::<dyn Fn()>::new(fit);
        let target = browser::window();
        // Fails for no window and no event of this kind; so below.
        let _ = target.add_event_listener_with_callback("resize", listener.as_ref().unchecked_ref());
        move || {
            let _ = target.remove_event_listener_with_callback("resize", listener.as_ref().unchecked_ref());
        }
    });
}

fn redraw(canvas: &HtmlCanvasElement, strokes: &Strokes) {
    if let Some(context) = context(canvas) {
        context.clear_rect(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height()));
    }
    draw(canvas, strokes.scale(), strokes.strokes());
}

fn draw(canvas: &HtmlCanvasElement, scale: f64, strokes: &[Vec<[u16; 2]>]) {
    let Some(context) = context(canvas) else { return };
    let pixels = f64::from(canvas.width()) / f64::from(canvas.client_width().max(1));
    context.set_stroke_style_str(INK);
    context.set_line_cap("round");
    context.set_line_join("round");
    context.set_line_width(2.5 * pixels);
    for stroke in strokes {
        context.begin_path();
        for (index, point) in stroke.iter().enumerate() {
            let [x, y] = point.map(|c| f64::from(c) * scale * pixels);
            if index == 0 {
                context.move_to(x, y);
            } else {
                context.line_to(x, y);
            }
        }
        context.stroke();
    }
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok().flatten()?.dyn_into().ok()
}
