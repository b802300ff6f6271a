/** A room that breaks says so in a sentence; the shell stays. */
import { Component, type ReactNode } from "react";

export class Boundary extends Component<{ words: string; children: ReactNode }, { broken: string | null }> {
  override state = { broken: null };

  static getDerivedStateFromError(reason: unknown) {
    return { broken: reason instanceof Error ? reason.message : String(reason) };
  }

  override render() {
    if (this.state.broken === null) return this.props.children;
    return (
      <div className="fault" role="alert">
        <p>{this.props.words}</p>
        <p className="small quiet">{this.state.broken}</p>
      </div>
    );
  }
}
