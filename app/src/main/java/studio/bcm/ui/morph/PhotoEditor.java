package studio.bcm.ui.morph;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Cursor;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.Image;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.paint.Color;
import javafx.scene.shape.FillRule;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;
import javafx.scene.transform.Affine;
import studio.bcm.edit.morph.LinePair;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.edit.morph.PointPair;
import studio.bcm.edit.morph.TakeMask;
import studio.bcm.ui.canvas.CanvasView;
import studio.bcm.ui.canvas.ViewportModel;
import studio.bcm.ui.control.Fonts;
import studio.bcm.ui.document.MorphPassage;
import studio.bcm.ui.morph.MorphModel.Tool;

/** Points, lines and painted places of a passage, shown on both of its photos and edited in either. */
final class PhotoEditor {
    private static final double REACH = 11;
    private static final double FACE_REACH = 6;
    private static final double RADIUS = 6;
    private static final double FACE_RADIUS = 2.2;
    private static final Color POINT = Color.rgb(255, 196, 0);
    private static final Color CHOSEN = Color.rgb(255, 92, 138);
    private static final Color SUGGESTED = Color.rgb(120, 200, 255);
    private static final Color LINE = Color.rgb(140, 230, 120);
    private static final Color OUTSIDE = Color.color(0, 0, 0, 0.5);
    private static final Color MESH = Color.color(1, 1, 1, 0.55);
    private static final double ONION = 0.5;
    private static final double SAME_CLICK = 4;

    private enum Kind { POINT, CORNER, SUGGESTION, NEW }

    /** What the mouse has hold of. */
    private record Held(Kind kind, int index, int corner, Suggestion suggestion, boolean inA) {
    }

    private final MorphModel model;
    private final CanvasView canvasA;
    private final CanvasView canvasB;
    private final ViewportModel viewA;
    private final ViewportModel viewB;
    private Held held;
    private Place heldAt;
    private int chosen = -1;
    private int chosenLine = -1;
    private final List<Place> drawn = new ArrayList<>();
    private boolean drawnInA;
    private Place pointer;
    private byte[] take;
    private Image takeImage;
    private double brush = 0.05;
    private Solution meshOf;
    private int meshPassage = -1;
    private List<List<Place>> meshA = List.of();
    private List<List<Place>> meshB = List.of();
    private Image onionA;
    private Image onionB;

    PhotoEditor(MorphModel model, CanvasView canvasA, ViewportModel viewA, CanvasView canvasB, ViewportModel viewB) {
        this.model = model;
        this.canvasA = canvasA;
        this.canvasB = canvasB;
        this.viewA = viewA;
        this.viewB = viewB;
        install(canvasA, new Side(true));
        install(canvasB, new Side(false));
    }

    /** A canvas gives its tool the primary button alone and pans with the others, so the secondary one is taken before it. */
    private static void install(CanvasView canvas, Side side) {
        canvas.toolProperty().set(side);
        canvas.addEventFilter(MouseEvent.MOUSE_PRESSED, e -> {
            if (e.getButton() == MouseButton.SECONDARY && side.removed(e.getX(), e.getY())) {
                e.consume();
            }
        });
    }

    /** Draws both photos anew. */
    void refresh() {
        canvasA.markDirty();
        canvasB.markDirty();
    }

    /** Another passage is shown, or another tool is taken up: nothing is held or chosen. */
    void reset() {
        held = null;
        chosen = -1;
        chosenLine = -1;
        drawn.clear();
        endLoupe();
        refresh();
    }

    /** What was painted has changed in the document. */
    void setTake(byte[] values) {
        take = values;
        takeImage = null;
        refresh();
    }

    /** Both photos, each brought to the shape of the other; null where they are not shown. */
    void setOnion(Image overA, Image overB) {
        onionA = overA;
        onionB = overB;
        refresh();
    }

    double brush() {
        return brush;
    }

    void setBrush(double share) {
        brush = share;
        refresh();
    }

    /** Removes what is chosen. */
    void removeChosen() {
        if (chosen >= 0 && chosen < model.passageShown().pairs().size()) {
            model.removePoint(chosen);
        } else if (chosenLine >= 0 && chosenLine < model.passageShown().lines().size()) {
            model.removeLine(chosenLine);
        }
        chosen = -1;
        chosenLine = -1;
        refresh();
    }

    boolean isDrawing() {
        return !drawn.isEmpty();
    }

    /** The line that is being drawn is whole. */
    void finishLine() {
        List<Place> places = distinct();
        if (places.size() >= 2) {
            model.addLine(places, drawnInA);
        }
        drawn.clear();
        refresh();
    }

    private List<Place> distinct() {
        List<Place> places = new ArrayList<>();
        for (Place p : drawn) {
            if (places.isEmpty() || Math.hypot(p.x() - places.getLast().x(), p.y() - places.getLast().y()) > 0.5) {
                places.add(p);
            }
        }
        return places;
    }

    void dropLine() {
        drawn.clear();
        refresh();
    }

    private List<Suggestion> suggestions() {
        Solution solution = model.solutionProperty().get();
        int passage = model.passageProperty().get();
        if (!model.suggestingProperty().get() || solution == null || !solution.recipe().photos().equals(model.recipe().photos())
                || passage >= solution.suggestions().size()) {
            return List.of();
        }
        MorphPassage here = model.passageShown();
        return solution.suggestions().get(passage).stream().filter(s -> !here.dropped().contains(s.a())
                && (!s.ofFace() || !model.recipe().choices().noFaces())).toList();
    }

    private static Place ofPair(PointPair pair, boolean inA) {
        return inA ? new Place(pair.xa(), pair.ya()) : new Place(pair.xb(), pair.yb());
    }

    private void startLoupe(boolean inA) {
        (inA ? viewA : viewB).loupeProperty().set(true);
    }

    private void endLoupe() {
        viewA.loupeProperty().set(false);
        viewB.loupeProperty().set(false);
    }

    /** One of the two photos. */
    private final class Side implements CanvasView.Tool {
        private final boolean inA;
        private final ViewportModel view;

        Side(boolean inA) {
            this.inA = inA;
            view = inA ? viewA : viewB;
        }

        @Override
        public Cursor cursor() {
            return model.toolProperty().get().isBrush() ? Cursor.NONE : Cursor.CROSSHAIR;
        }

        // The mouse

        @Override
        public boolean pressed(double x, double y, MouseEvent event) {
            if (!model.canRun() || event.getButton() != MouseButton.PRIMARY) {
                return false;
            }
            Place at = new Place(x, y);
            Held hit = hit(at);
            Tool tool = model.toolProperty().get();
            if (tool.isBrush()) {
                if (take == null) {
                    take = model.take();
                }
                paintAt(at);
            } else if (hit != null && drawn.isEmpty()) {
                hold(hit, at);
            } else if (tool == Tool.LINES) {
                drawTo(at, event.getClickCount());
            } else {
                hold(new Held(Kind.NEW, -1, -1, null, inA), at);
            }
            refresh();
            return true;
        }

        private void hold(Held what, Place at) {
            held = what;
            heldAt = what.kind == Kind.NEW ? model.within(at, inA) : place(what);
            chosen = what.kind == Kind.POINT ? what.index : -1;
            chosenLine = what.kind == Kind.CORNER ? what.index : -1;
            startLoupe(inA);
        }

        private Place place(Held what) {
            MorphPassage p = model.passageShown();
            return switch (what.kind) {
                case POINT -> ofPair(p.pairs().get(what.index), inA);
                case CORNER -> corners(p.lines().get(what.index)).get(what.corner);
                case SUGGESTION -> inA ? what.suggestion.a() : what.suggestion.b();
                case NEW -> heldAt;
            };
        }

        private List<Place> corners(LinePair line) {
            return inA ? line.a() : line.b();
        }

        /** Removes what is at a place of the canvas; whether there was something. */
        boolean removed(double x, double y) {
            if (!model.canRun() || !drawn.isEmpty()) {
                return false;
            }
            Held hit = hit(new Place(view.toPictureX(x), view.toPictureY(y)));
            if (hit == null) {
                return false;
            }
            remove(hit);
            return true;
        }

        private void remove(Held what) {
            switch (what.kind) {
                case POINT -> model.removePoint(what.index);
                case CORNER -> model.removeLine(what.index);
                case SUGGESTION -> model.drop(what.suggestion);
                case NEW -> { }
            }
            reset();
        }

        private void drawTo(Place at, int clicks) {
            if (!drawn.isEmpty() && drawnInA != inA) {
                drawn.clear();
            }
            drawnInA = inA;
            drawn.add(model.within(at, inA));
            if (clicks > 1) {
                finishLine();
            }
        }

        @Override
        public void dragged(double x, double y, MouseEvent event) {
            Place at = new Place(x, y);
            pointer = at;
            if (model.toolProperty().get().isBrush()) {
                paintAt(at);
            } else if (held != null) {
                heldAt = model.within(at, inA);
            }
            refresh();
        }

        @Override
        public void released(double x, double y, MouseEvent event) {
            Held what = held;
            Place to = heldAt;
            held = null;
            endLoupe();
            if (model.toolProperty().get().isBrush()) {
                model.keepTake(take.clone());
            } else if (what != null) {
                boolean moved = what.kind == Kind.NEW || Math.hypot(to.x() - place(what).x(), to.y() - place(what).y()) > 1e-6;
                drop(what, to, moved);
            }
            refresh();
        }

        private void drop(Held what, Place to, boolean moved) {
            switch (what.kind) {
                case NEW -> {
                    model.addPoint(to, inA);
                    chosen = model.passageShown().pairs().size() - 1;
                }
                case POINT -> {
                    if (moved) {
                        model.movePoint(what.index, to, inA);
                    }
                }
                case CORNER -> {
                    if (moved) {
                        model.moveCorner(what.index, what.corner, to, inA);
                    }
                }
                // A click takes a suggestion over as it is.
                case SUGGESTION -> {
                    model.takeOver(what.suggestion, to, inA);
                    chosen = model.passageShown().pairs().size() - 1;
                }
            }
        }

        private double distance(Place place, Place at) {
            return Math.hypot(place.x() - at.x(), place.y() - at.y()) * view.zoomProperty().get();
        }

        private Held hit(Place at) {
            if (model.toolProperty().get().isBrush()) {
                return null;
            }
            MorphPassage p = model.passageShown();
            Held best = null;
            double least = REACH;
            for (int i = 0; i < p.pairs().size(); i++) {
                double distance = distance(ofPair(p.pairs().get(i), inA), at);
                if (distance < least) {
                    least = distance;
                    best = new Held(Kind.POINT, i, -1, null, inA);
                }
            }
            for (int i = 0; i < p.lines().size(); i++) {
                for (int k = 0; k < corners(p.lines().get(i)).size(); k++) {
                    double distance = distance(corners(p.lines().get(i)).get(k), at);
                    if (distance < least) {
                        least = distance;
                        best = new Held(Kind.CORNER, i, k, null, inA);
                    }
                }
            }
            if (best == null && model.toolProperty().get() == Tool.POINTS) {
                for (Suggestion s : suggestions()) {
                    double distance = distance(inA ? s.a() : s.b(), at);
                    if (distance < Math.min(least, s.ofFace() ? FACE_REACH : REACH)) {
                        least = distance;
                        best = new Held(Kind.SUGGESTION, -1, -1, s, inA);
                    }
                }
            }
            return best;
        }

        private void paintAt(Place at) {
            Solution solution = model.solutionProperty().get();
            if (solution == null) {
                return;
            }
            int passage = model.passageProperty().get();
            int other = (passage + 1) % model.recipe().photos().size();
            Place across = solution.across(passage, at, inA);
            Place ofA = solution.morph().inFrame(passage, inA ? at : across);
            Place ofB = solution.morph().inFrame(other, inA ? across : at);
            byte kind = switch (model.toolProperty().get()) {
                case TAKE_A -> TakeMask.A;
                case TAKE_B -> TakeMask.B;
                case KEEP_APART -> TakeMask.APART;
                default -> TakeMask.FREE;
            };
            TakeLayer.paint(take, (ofA.x() + ofB.x()) / 2, (ofA.y() + ofB.y()) / 2, brush, kind);
            takeImage = null;
        }

        // Drawing

        @Override
        public void paint(GraphicsContext g, ViewportModel viewport) {
            if (!model.canRun()) {
                return;
            }
            Solution solution = model.solutionProperty().get();
            int passage = model.passageProperty().get();
            boolean known = solution != null && solution.recipe().photos().equals(model.recipe().photos())
                    && passage < solution.recipe().passages().size();
            if (known) {
                frame(g, solution, inA ? passage : (passage + 1) % model.recipe().photos().size());
                if (model.meshProperty().get()) {
                    mesh(g, solution, passage);
                }
            }
            if (model.suggestingProperty().get() && !model.toolProperty().get().isBrush()) {
                suggestions().forEach(s -> suggestion(g, s));
            }
            lines(g);
            pairs(g);
        }

        private double x(Place p) {
            return view.toScreenX(p.x());
        }

        private double y(Place p) {
            return view.toScreenY(p.y());
        }

        /** What lies outside of the frame is dark; over it what was painted and the other photo. */
        private void frame(GraphicsContext g, Solution solution, int photo) {
            List<Place> corners = solution.morph().frame(photo);
            double w = view.pictureWidth();
            double h = view.pictureHeight();
            boolean whole = corners.get(0).x() <= 0.5 && corners.get(0).y() <= 0.5 && corners.get(2).x() >= w - 0.5 && corners.get(2).y() >= h - 0.5
                    && corners.get(1).y() <= 0.5;
            if (!whole) {
                g.save();
                g.setFill(OUTSIDE);
                g.beginPath();
                g.rect(view.toScreenX(0), view.toScreenY(0), w * view.zoomProperty().get(), h * view.zoomProperty().get());
                g.moveTo(x(corners.getLast()), y(corners.getLast()));
                corners.reversed().forEach(c -> g.lineTo(x(c), y(c)));
                g.closePath();
                g.setFillRule(FillRule.EVEN_ODD);
                g.fill();
                g.restore();
            }
            Image onion = inA ? onionA : onionB;
            if (model.onionProperty().get() && onion != null) {
                overFrame(g, corners, onion, ONION);
            }
            if (take != null && (model.toolProperty().get().isBrush() || model.passageShown().take() != null)) {
                if (takeImage == null) {
                    takeImage = TakeColours.image(take);
                }
                overFrame(g, corners, takeImage, 1);
            }
        }

        private void overFrame(GraphicsContext g, List<Place> corners, Image image, double opacity) {
            double w = image.getWidth();
            double h = image.getHeight();
            g.save();
            g.setGlobalAlpha(opacity);
            g.transform(new Affine((x(corners.get(1)) - x(corners.get(0))) / w, (x(corners.get(3)) - x(corners.get(0))) / h, x(corners.get(0)),
                    (y(corners.get(1)) - y(corners.get(0))) / w, (y(corners.get(3)) - y(corners.get(0))) / h, y(corners.get(0))));
            g.drawImage(image, 0, 0);
            g.restore();
        }

        private void mesh(GraphicsContext g, Solution solution, int passage) {
            if (meshOf != solution || meshPassage != passage) {
                meshOf = solution;
                meshPassage = passage;
                meshA = Mesh.even(solution, passage);
                meshB = Mesh.bent(solution, passage, meshA);
            }
            g.setLineWidth(1);
            g.setStroke(MESH);
            for (List<Place> line : inA ? meshA : meshB) {
                polyline(g, line);
            }
        }

        private void polyline(GraphicsContext g, List<Place> line) {
            double[] xs = line.stream().mapToDouble(this::x).toArray();
            double[] ys = line.stream().mapToDouble(this::y).toArray();
            g.strokePolyline(xs, ys, xs.length);
        }

        private void suggestion(GraphicsContext g, Suggestion s) {
            Place p = inA ? s.a() : s.b();
            if (held != null && held.kind == Kind.SUGGESTION && held.suggestion == s) {
                return;
            }
            if (s.ofFace()) {
                g.setFill(Color.color(0, 0, 0, 0.5));
                g.fillOval(x(p) - FACE_RADIUS - 0.8, y(p) - FACE_RADIUS - 0.8, 2 * FACE_RADIUS + 1.6, 2 * FACE_RADIUS + 1.6);
                g.setFill(SUGGESTED);
                g.fillOval(x(p) - FACE_RADIUS, y(p) - FACE_RADIUS, 2 * FACE_RADIUS, 2 * FACE_RADIUS);
            } else {
                ring(g, p, SUGGESTED, RADIUS - 1);
            }
        }

        private void ring(GraphicsContext g, Place p, Color colour, double radius) {
            g.setStroke(Color.color(0, 0, 0, 0.55));
            g.setLineWidth(3.5);
            g.strokeOval(x(p) - radius, y(p) - radius, 2 * radius, 2 * radius);
            g.setStroke(colour);
            g.setLineWidth(1.8);
            g.strokeOval(x(p) - radius, y(p) - radius, 2 * radius, 2 * radius);
        }

        private void pairs(GraphicsContext g) {
            List<PointPair> pairs = model.passageShown().pairs();
            g.setFont(Font.font(Fonts.FAMILY, 10));
            g.setTextAlign(TextAlignment.CENTER);
            for (int i = 0; i < pairs.size(); i++) {
                boolean here = held != null && held.kind == Kind.POINT && held.index == i && held.inA == inA;
                if (here) {
                    continue;
                }
                Place p = ofPair(pairs.get(i), inA);
                Color colour = i == chosen ? CHOSEN : POINT;
                g.setFill(Color.color(0, 0, 0, 0.55));
                g.fillOval(x(p) - RADIUS - 3, y(p) - RADIUS - 3, 2 * RADIUS + 6, 2 * RADIUS + 6);
                g.setFill(colour);
                g.fillOval(x(p) - RADIUS - 1.5, y(p) - RADIUS - 1.5, 2 * RADIUS + 3, 2 * RADIUS + 3);
                g.setFill(Color.BLACK);
                g.fillText(Integer.toString(i + 1), x(p), y(p) + 3.5);
            }
            g.setTextAlign(TextAlignment.LEFT);
        }

        private void lines(GraphicsContext g) {
            List<LinePair> lines = model.passageShown().lines();
            for (int i = 0; i < lines.size(); i++) {
                List<Place> line = new ArrayList<>(corners(lines.get(i)));
                if (held != null && held.kind == Kind.CORNER && held.index == i && held.inA == inA) {
                    line.set(held.corner, heldAt);
                }
                line(g, line, i == chosenLine ? CHOSEN : LINE);
            }
            if (!drawn.isEmpty() && drawnInA == inA) {
                line(g, drawn, LINE);
            }
        }

        private void line(GraphicsContext g, List<Place> line, Color colour) {
            g.setStroke(Color.color(0, 0, 0, 0.55));
            g.setLineWidth(4);
            polyline(g, line);
            g.setStroke(colour);
            g.setLineWidth(2);
            polyline(g, line);
            for (Place p : line) {
                ring(g, p, colour, 4);
            }
        }
    }
}
