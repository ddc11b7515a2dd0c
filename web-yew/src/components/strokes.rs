//! The strokes of a signature, apart from the canvas that shows them.

use shared_types::limits;

/// A drawing in the pixels of its area.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strokes {
    width: u16,
    height: u16,
    strokes: Vec<Vec<[u16; 2]>>,
}

impl Strokes {
    pub fn size(&self) -> (u16, u16) {
        (self.width, self.height)
    }

    pub fn strokes(&self) -> &[Vec<[u16; 2]>] {
        &self.strokes
    }

    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty()
    }

    /// The pen touches the paper.
    pub fn begin(&mut self, x: f64, y: f64) {
        if self.strokes.len() < limits::SIGNATURE_STROKES {
            let point = self.within(x, y);
            self.strokes.push(vec![point]);
        }
    }

    /// The pen moves. Answers the line to draw; `None` when it is too short to be seen or the
    /// drawing is full.
    pub fn extend(&mut self, x: f64, y: f64) -> Option<([u16; 2], [u16; 2])> {
        let to = self.within(x, y);
        let points: usize = self.strokes.iter().map(Vec::len).sum();
        let stroke = self.strokes.last_mut()?;
        let from = *stroke.last()?;
        if points >= limits::SIGNATURE_POINTS || from[0].abs_diff(to[0]) + from[1].abs_diff(to[1]) < 2 {
            return None;
        }
        stroke.push(to);
        Some((from, to))
    }

    pub fn undo(&mut self) {
        self.strokes.pop();
    }

    pub fn clear(&mut self) {
        self.strokes.clear();
    }

    /// The area has another size now. What was drawn shrinks with it and never grows, so that its
    /// proportions stay.
    pub fn resize(&mut self, width: u16, height: u16) {
        if self.width > 0 && self.height > 0 {
            let ratio = |new: u16, old: u16| f64::from(new) / f64::from(old);
            let factor = ratio(width, self.width).min(ratio(height, self.height)).min(1.0);
            for point in self.strokes.iter_mut().flatten() {
                *point = point.map(|c| (f64::from(c) * factor) as u16);
            }
        }
        self.width = width;
        self.height = height;
    }

    fn within(&self, x: f64, y: f64) -> [u16; 2] {
        [x.clamp(0.0, f64::from(self.width)) as u16, y.clamp(0.0, f64::from(self.height)) as u16]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_types::signature::check_strokes;

    fn drawn() -> Strokes {
        let mut strokes = Strokes::default();
        strokes.resize(300, 150);
        strokes.begin(10.0, 10.0);
        strokes.extend(290.0, 140.0);
        strokes
    }

    #[test]
    fn what_is_drawn_is_a_signature_even_where_the_pen_leaves_the_paper() {
        let mut strokes = drawn();
        strokes.begin(-5.0, 20.0);
        strokes.extend(900.0, 900.0);
        assert_eq!(check_strokes(300, 150, strokes.strokes()), Ok(()));
    }

    #[test]
    fn a_narrower_area_shrinks_the_drawing_and_a_wider_one_leaves_it() {
        let mut strokes = drawn();
        strokes.resize(150, 150);
        assert_eq!(strokes.strokes(), [vec![[5, 5], [145, 70]]]);
        strokes.resize(600, 150);
        assert_eq!(strokes.strokes(), [vec![[5, 5], [145, 70]]]);
        assert_eq!(check_strokes(600, 150, strokes.strokes()), Ok(()));
    }

    #[test]
    fn undo_takes_the_last_stroke() {
        let mut strokes = drawn();
        strokes.begin(20.0, 20.0);
        strokes.undo();
        assert_eq!(strokes.strokes().len(), 1);
        strokes.undo();
        strokes.undo();
        assert!(strokes.is_empty());
    }

    #[test]
    fn a_drawing_stays_within_its_bounds() {
        let mut strokes = Strokes::default();
        strokes.resize(300, 150);
        for stroke in 0..200 {
            strokes.begin(0.0, 0.0);
            for step in 0..200 {
                strokes.extend(f64::from(step * 7 % 300), f64::from((step + stroke) * 5 % 150));
            }
        }
        assert_eq!(check_strokes(300, 150, strokes.strokes()), Ok(()));
    }
}
