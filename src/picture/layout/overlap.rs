//! Boxes pushed apart until none overlaps, each as little as may be.

use super::{Point, Size};

/// Rounds before the whole is spread a little to make room.
const ROUNDS_A_SPREAD: usize = 40;
/// How much it is spread then.
const SPREAD: f64 = 1.06;
/// Rounds of drawing together that may pass without a gain.
const PATIENCE: usize = 8;
/// How much nearer to their middle boxes go in one.
const NEARER: f64 = 0.94;

/// Moves the centres of boxes until every two are at least `gap` apart in one direction. Pairs
/// that overlap are pushed apart along the axis where less is missing; where that doesn't end,
/// everything is spread a little. Boxes at the very same place part in order of their index.
pub fn separate(centres: &mut [Point], sizes: &[Size], gap: f64) {
    let mut order: Vec<u32> = (0..centres.len() as u32).collect();
    for round in 1.. {
        order.sort_by(|&a, &b| {
            let left = |i: u32| centres[i as usize].x - sizes[i as usize].width / 2.0;
            left(a).total_cmp(&left(b)).then(a.cmp(&b))
        });
        if !push(centres, sizes, gap, &order) {
            return;
        }
        if round % ROUNDS_A_SPREAD == 0 {
            for centre in centres.iter_mut() {
                centre.x *= SPREAD;
                centre.y *= SPREAD;
            }
        }
    }
}

/// Draws separated boxes together: a little towards their middle, apart again, and so on, as long
/// as the whole gets smaller now and then. The smallest found is kept.
pub fn compact(centres: &mut [Point], sizes: &[Size], gap: f64) {
    let mut best = extent(centres, sizes);
    let mut tighter = centres.to_vec();
    let mut in_vain = 0;
    while in_vain < PATIENCE {
        let count = tighter.len() as f64;
        let (x, y) = tighter.iter().fold((0.0, 0.0), |sum, c| (sum.0 + c.x, sum.1 + c.y));
        let (x, y) = (x / count, y / count);
        for centre in &mut tighter {
            *centre = Point { x: x + (centre.x - x) * NEARER, y: y + (centre.y - y) * NEARER };
        }
        separate(&mut tighter, sizes, gap);
        let found = extent(&tighter, sizes);
        in_vain += 1;
        if found < best * 0.998 {
            (best, in_vain) = (found, 0);
            centres.copy_from_slice(&tighter);
        }
    }
}

/// The area of the box round all boxes.
fn extent(centres: &[Point], sizes: &[Size]) -> f64 {
    let (low, high) = super::bounds(centres, sizes);
    (high.x - low.x) * (high.y - low.y)
}

/// One sweep from left to right over all overlapping pairs; whether there was one.
fn push(centres: &mut [Point], sizes: &[Size], gap: f64, order: &[u32]) -> bool {
    let mut moved = false;
    for (at, &a) in order.iter().enumerate() {
        for &b in &order[at + 1..] {
            let (i, j) = (a as usize, b as usize);
            let wanted_x = (sizes[i].width + sizes[j].width) / 2.0 + gap;
            let wanted_y = (sizes[i].height + sizes[j].height) / 2.0 + gap;
            let (dx, dy) = (centres[j].x - centres[i].x, centres[j].y - centres[i].y);
            let (miss_x, miss_y) = (wanted_x - dx.abs(), wanted_y - dy.abs());
            if dx - sizes[j].width / 2.0 > sizes[i].width / 2.0 + gap {
                // All further ones begin further right. After a push the order may be stale, but
                // the last round pushes nothing.
                break;
            }
            if miss_x <= 1e-6 || miss_y <= 1e-6 {
                continue;
            }
            moved = true;
            // A little more than half each, so that rounding leaves no hair's breadth.
            if miss_x < miss_y {
                let half = (miss_x / 2.0 + 1e-6).copysign(if dx == 0.0 { 1.0 } else { dx });
                centres[i].x -= half;
                centres[j].x += half;
            } else {
                let half = (miss_y / 2.0 + 1e-6).copysign(if dy == 0.0 { 1.0 } else { dy });
                centres[i].y -= half;
                centres[j].y += half;
            }
        }
    }
    moved
}

/// Whether two boxes are nearer than `gap` in both directions.
pub fn touch(a: Point, of_a: Size, b: Point, of_b: Size, gap: f64) -> bool {
    (a.x - b.x).abs() + 1e-9 < (of_a.width + of_b.width) / 2.0 + gap
        && (a.y - b.y).abs() + 1e-9 < (of_a.height + of_b.height) / 2.0 + gap
}

/// Whether any two boxes are nearer than `gap` in both directions; for tests and benches.
pub fn overlaps(centres: &[Point], sizes: &[Size], gap: f64) -> bool {
    (0..centres.len()).any(|i| {
        (i + 1..centres.len()).any(|j| touch(centres[i], sizes[i], centres[j], sizes[j], gap))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::random::Random;

    #[test]
    fn boxes_end_apart_wherever_they_begin() {
        let mut random = Random::new(7);
        let sizes: Vec<Size> = (0..300)
            .map(|_| Size {
                width: 20.0 + 120.0 * random.unit(),
                height: 12.0 + 30.0 * random.unit(),
            })
            .collect();
        for spread in [0.0, 10.0, 3000.0] {
            let mut centres: Vec<Point> = (0..300)
                .map(|_| Point { x: spread * random.unit(), y: spread * random.unit() })
                .collect();
            separate(&mut centres, &sizes, 6.0);
            assert!(!overlaps(&centres, &sizes, 5.999), "spread {spread}");
        }
    }

    #[test]
    fn boxes_apart_stay_where_they_are() {
        let before = [Point { x: 0.0, y: 0.0 }, Point { x: 30.0, y: 5.0 }];
        let mut after = before;
        separate(&mut after, &[Size { width: 20.0, height: 20.0 }; 2], 5.0);
        assert_eq!(before, after);
    }
}
