import { Input } from "antd";
import { lazy, Suspense } from "react";
import type { FieldType } from "../types";
import { ChoiceInput, MultiInput, RatingInput, SwitchInput } from "./ChoiceInput";
import { DateInput, RangeInput, TimeInput } from "./DateInput";
import { NumberInput } from "./NumberInput";
import type { InputProps } from "./props";
import { TextInput } from "./TextInput";

const TreeInput = lazy(() => import("./TreeInput"));
const RecordInput = lazy(() => import("./RecordInput"));
const FilesInput = lazy(() => import("./FilesInput"));
const RichInput = lazy(() => import("./RichInput"));
const SignatureInput = lazy(() => import("./SignatureInput"));
const LocationInput = lazy(() => import("./LocationInput"));

const INPUTS: Partial<Record<FieldType, (props: InputProps) => React.ReactNode>> = {
  number: NumberInput,
  money: NumberInput,
  percent: NumberInput,
  duration: NumberInput,
  date: DateInput,
  datetime: DateInput,
  time: TimeInput,
  daterange: RangeInput,
  choice: ChoiceInput,
  multichoice: MultiInput,
  rating: RatingInput,
  switch: SwitchInput,
  cascade: (props) => <TreeInput {...props} />,
  region: (props) => <TreeInput {...props} />,
  person: (props) => <RecordInput {...props} />,
  department: (props) => <RecordInput {...props} />,
  post: (props) => <RecordInput {...props} />,
  reference: (props) => <RecordInput {...props} />,
  approval: (props) => <RecordInput {...props} />,
  file: (props) => <FilesInput {...props} />,
  image: (props) => <FilesInput {...props} />,
  richtext: (props) => <RichInput {...props} />,
  signature: (props) => <SignatureInput {...props} />,
  location: (props) => <LocationInput {...props} />,
};

/** One control for each type of field; what is heavy is loaded where a form has it. */
export function FieldInput(props: InputProps) {
  const Found = INPUTS[props.field.type] ?? TextInput;
  return (
    <Suspense fallback={<Input disabled variant={props.cell ? "borderless" : undefined} />}>
      <Found {...props} />
    </Suspense>
  );
}
